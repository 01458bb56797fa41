"""The switch gets one list of all telephones and trunks of the platform."""

from __future__ import annotations

import pytest

from belplan.exchange.models import Trunk
from belplan.publishing.accounts import write_switch_accounts
from belplan.switch.accounts import DeviceAccount, TrunkAccount
from tests.companies import make_company, make_device
from tests.publishing import lent

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_the_switch_knows_every_companys_telephones_and_trunks() -> None:
    acme, bolt = make_company("acme"), make_company("bolt")
    first, second = make_device(acme, "desk", srtp=True), make_device(bolt, "desk")
    Trunk(company=acme, key="carrier", name="Carrier", host="192.0.2.1", addresses=["192.0.2.1"]).store()
    write_switch_accounts()
    assert lent.accounts == [
        DeviceAccount("desk.acme", first.secret, srtp=True),
        DeviceAccount("desk.bolt", second.secret),
        TrunkAccount("trunk.carrier.acme", "192.0.2.1", 5060, ("192.0.2.1",)),
    ]
