"""The switch gets one list of all telephones and trunks of the platform."""

from __future__ import annotations

import pytest

from belplan.engine.dialling import emergency_numbers
from belplan.exchange.models import DraftPlan, Number, Trunk
from belplan.identity import accounts
from belplan.identity.models import Role
from belplan.publishing.accounts import write_switch_accounts
from belplan.switch.accounts import DeviceAccount, EmergencyLine, FallbackRoute, TrunkAccount
from tests.companies import make_company, make_device, make_person
from tests.publishing import lent

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_the_switch_knows_every_companys_telephones_and_trunks() -> None:
    acme, bolt = make_company("acme"), make_company("bolt")
    first, second = make_device(acme, "desk", srtp=True), make_device(bolt, "desk")
    Trunk(company=acme, key="carrier", name="Carrier", host="192.0.2.1", addresses=["192.0.2.1"]).store()
    write_switch_accounts()
    assert lent.accounts == [
        DeviceAccount(
            "desk.acme",
            first.secret,
            srtp=True,
            emergency=EmergencyLine("trunk.carrier.acme", "", emergency_numbers("BE")),
            group="acme",
        ),
        DeviceAccount("desk.bolt", second.secret, group="bolt"),
        TrunkAccount("trunk.carrier.acme", "192.0.2.1", 5060, ("192.0.2.1",)),
    ]


def test_a_plans_fallback_user_takes_its_number_in_every_form_while_we_are_away() -> None:
    company = make_company("acme")
    ann = make_person(company, "ann")
    make_device(company, "desk", person=ann)
    plan = DraftPlan(company=company, key="main", name="Main", fallback=ann).store()
    Number(company=company, digits="3225805000", plan=plan).store()
    Number(company=company, digits="3225805001").store()
    write_switch_accounts()
    assert lent.fallbacks == [
        FallbackRoute(("3225805000", "003225805000", "025805000"), ("desk.acme",), company.language)
    ]


def test_without_a_fallback_user_the_first_administrator_takes_it() -> None:
    company = make_company("acme")
    ann, bart = make_person(company, "ann"), make_person(company, "bart", "202")
    make_device(company, "desk", person=ann)
    make_device(company, "hall", person=bart)
    accounts.create(company, "ann.acme", Role.ADMINISTRATOR, person=ann)
    accounts.create(company, "bart.acme", Role.ADMINISTRATOR, person=bart)
    plan = DraftPlan(company=company, key="main", name="Main").store()
    Number(company=company, digits="3225805000", plan=plan).store()
    write_switch_accounts()
    assert [route.accounts for route in lent.fallbacks] == [("desk.acme",)]


def test_an_emergency_call_shows_its_callers_own_number_while_we_are_away() -> None:
    company = make_company("acme")
    Trunk(company=company, key="carrier", name="Carrier", host="192.0.2.1", addresses=["192.0.2.1"]).store()
    Number(company=company, digits="3225805000").store()
    ann = make_person(company, "ann", outgoing_number=Number(company=company, digits="3225805001").store())
    make_device(company, "desk", person=ann)
    make_device(company, "hall")
    write_switch_accounts()
    lines = {a.name: a.emergency for a in lent.accounts if isinstance(a, DeviceAccount)}
    assert {name: line.caller for name, line in lines.items() if line} == {
        "desk.acme": "3225805001",
        "hall.acme": "3225805000",
    }
    assert {"112", "100", "101", "070245245"} <= set(emergency_numbers("BE"))
