"""A real SIP telephone signs in with exactly what it fetched, and keeps its secret when a later file leaves it out."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pytest_django import Settings

from belplan.exchange.models import Device
from belplan.provisioning.opening import enable, rotate_password
from belplan.provisioning.phones import company_base
from belplan.publishing.accounts import write_switch_accounts
from belplan.run.demo.telephone import SipAccount, TelephoneError
from belplan.run.demo.telephone import Telephone as SipTelephone
from belplan.run.demo.telephone_wire import Transport
from belplan.run.environment import read
from belplan.switch.accounts import DeviceAccount
from belplan.tenancy.models import Company
from tests.phones.asterisk import HOST, RunningAsterisk, configuration, running_asterisk
from tests.provisioning.conftest import HOUR, START
from tests.provisioning.telephone import MAC, Telephone
from tests.publishing import lent

pytestmark = [pytest.mark.phones, pytest.mark.django_db]
TRANSPORTS: Mapping[str, Transport] = {"0": "udp", "1": "tcp", "2": "tls"}


@pytest.fixture(scope="module")
def asterisk() -> Iterator[RunningAsterisk]:
    # Asterisk's control socket needs a shorter path than pytest's own folders have.
    with (
        tempfile.TemporaryDirectory(prefix="belplan-") as folder,
        running_asterisk(configuration(Path(folder))) as running,
    ):
        yield running


@pytest.fixture
def switch(asterisk: RunningAsterisk, settings: Settings) -> RunningAsterisk:
    config = asterisk.config
    ports = {"BELPLAN_SIP_PORT": str(config.sip_port), "BELPLAN_TLS_PORT": str(config.tls_port)}
    settings.ENVIRONMENT = read({"BELPLAN_HOST": HOST, **ports})
    return asterisk


def told_now(switch: RunningAsterisk) -> None:
    """What publishing gave to the switch, now in the real one."""
    switch.accounts([account for account in lent.accounts if isinstance(account, DeviceAccount)])


def fetched(acme: Company, hours: int) -> dict[str, str]:
    text = Telephone(address=HOST).text(company_base(acme), f"{MAC}.cfg", START + hours * HOUR)
    return dict(line.split(" = ", 1) for line in text.splitlines() if " = " in line)


def sign_in(settings: Mapping[str, str], folder: Path) -> None:
    """As a telephone with these settings does. Raises TelephoneError where it is refused."""
    server = f"{settings['account.1.sip_server.1.address']}:{settings['account.1.sip_server.1.port']}"
    account = SipAccount(
        user=settings["account.1.user_name"],
        secret=settings["account.1.password"],
        server=server,
        transport=TRANSPORTS[settings["account.1.sip_server.1.transport_type"]],
    )

    async def whole() -> None:
        async with SipTelephone.start(name="desk", folder=folder, account=account) as telephone:
            await telephone.registered()

    asyncio.run(whole())


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_a_telephone_signs_in_with_what_it_fetched(
    acme: Company, desk: Device, switch: RunningAsterisk, tmp_path: Path, transport: Transport
) -> None:
    desk.transport = transport
    desk.store()
    enable(desk, START)
    write_switch_accounts()
    told_now(switch)
    has = fetched(acme, hours=0)
    sign_in(has, tmp_path)
    has |= fetched(acme, hours=30)
    sign_in(has, tmp_path)


def test_a_new_password_reaches_the_telephone_by_its_next_fetch(
    acme: Company, desk: Device, switch: RunningAsterisk, tmp_path: Path
) -> None:
    enable(desk, START)
    write_switch_accounts()
    told_now(switch)
    has = fetched(acme, hours=0)
    rotate_password(desk, START + 48 * HOUR)
    told_now(switch)
    with pytest.raises(TelephoneError, match="401"):
        sign_in(has, tmp_path)
    has |= fetched(acme, hours=49)
    sign_in(has, tmp_path)
