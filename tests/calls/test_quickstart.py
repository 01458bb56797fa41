"""The quickstart's own plan, as it is built in the editor and published, runs real calls: in office hours, over lunch
and at all other hours, and while each of its diversions is on.

Els has the cordless telephone, here Cas's; the desk's stands in the lobby; the mobile is reached over the trunk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from pytest_django import Settings

from belplan.callplan.component import SpokenText
from belplan.callplan.textform import read_plan
from belplan.engine.snapshot import CompanySnapshot, TrunkEntry
from belplan.exchange.models import Device, Person
from belplan.identity.accounts import create as create_account
from belplan.identity.models import Role
from belplan.publishing.publish import By, publish_plan
from belplan.publishing.snapshots import snapshot_of
from belplan.run import environment
from belplan.run.demo import company as demo
from belplan.run.demo.listening import contains_tone, same_audio
from belplan.run.demo.telephone import Answer, Party
from belplan.run.demo.telephone_call import Call
from tests import quickstart_plan
from tests.calls.test_mail import work, write_down
from tests.messaging.conftest import MailServer, mail_server  # noqa: F401 (a fixture)
from tests.phones.exchange import TONES, TRUNK, WIM, Building, RealExchange, path_of

pytestmark = [
    pytest.mark.phones,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.django_db(transaction=True),
]

CLEARLY = 0.6  # as in test_hearing
NOT_IN_TIME = "nobody answered within 1 s"
HEADING = {"key": "hoofdnummer", "name": "Hoofdnummer", "internal": "800", "numbers": [demo.MAIN_NUMBER]}


@pytest.fixture
def office(building: Building, transactional_db: None, settings: Settings) -> CompanySnapshot:
    """The demo company with the quickstart's plan in force, on the telephones that there are."""
    settings.DATA = building.folder
    settings.BELPLAN_NOTIFY_ENGINE = "tests.publishing.lent.notify_engine"
    settings.BELPLAN_SWITCH_ACCOUNTS = "tests.publishing.lent.store_accounts"
    company = demo.create()
    people = Person.objects.for_company(company)
    devices = Device.objects.for_company(company)
    devices.filter(key__in=("els", "receptie")).delete()
    devices.filter(key="draagbaar").update(account="cas.demo", person=people.get(key="els"))
    devices.filter(key="balie").update(account="lobby.demo")
    create_account(company, "201.demo", Role.ADMINISTRATOR, person=people.get(key="ann"))
    quickstart_plan.arrange(company)
    publish_plan(company, read_plan({**HEADING, **hurried(quickstart_plan.PLAN)}), By("ann", "a story"))
    return msgspec.structs.replace(snapshot_of(company), trunks=(TrunkEntry("carrier", TRUNK),))


def hurried(part: Any) -> Any:
    """The plan, but that every group rings for a second only."""
    if isinstance(part, list):
        return [hurried(one) for one in part]
    if not isinstance(part, Mapping):
        return part
    seconds = {"timeout": 1} if "members" in part else {}
    return {name: hurried(value) for name, value in part.items()} | seconds


def on_tuesday(exchange: RealExchange, office: CompanySnapshot, hour: int, minute: int = 0) -> None:
    exchange.serves(office)
    at = datetime(2026, 11, 24, hour, minute, tzinfo=ZoneInfo(office.timezone)).timestamp()
    exchange.now = lambda _: at


def hears(exchange: RealExchange, call: Call, text: str) -> bool:
    """Whether the caller heard this text, as good as whole."""
    plan = exchange.engine.companies.by_key["demo"].plans["hoofdnummer"]
    spoken = exchange.building.folder / plan.library.sounds[SpokenText(text, "nl").key].path
    assert call.heard
    return same_audio(call.heard, spoken).score > CLEARLY


async def test_in_office_hours_one_after_the_other_rings_until_the_desk_answers(
    exchange: RealExchange, office: CompanySnapshot
) -> None:
    on_tuesday(exchange, office, 10)
    exchange.people(lobby=Answer())
    call = await exchange.call_in()
    helpdesk = [await exchange.rings(name) for name in ("ann", "cas")]
    bart, cordless, desk = await exchange.rings("bart"), await exchange.rings("cas", 2), await exchange.rings("lobby")
    await call.answered()
    await asyncio.sleep(1.2)  # so long they talk
    await call.hang_up()
    await exchange.over()
    assert [at.display.shown for at in helpdesk] == 2 * [Party("Wim Jacobs", WIM)]
    assert [at.display.shown for at in (bart, cordless, desk)] == 3 * [Party("WR: Wim Jacobs", WIM)]
    assert call.heard
    assert contains_tone(call.heard, TONES["lobby"])
    assert exchange.record.answered_by == "device/balie"
    assert path_of(exchange.record) == [
        "1 time_condition: within werkuren (Tuesday)",
        "1.1 ring_group: within werkuren (Tuesday)",
        f"1.2 prefix: {NOT_IN_TIME}",
        "1.3 ring_group: prefix WR: set",
        f"1.4 ring_group: {NOT_IN_TIME}",
    ]


async def test_whom_nobody_answers_in_office_hours_comes_to_reception(
    exchange: RealExchange, office: CompanySnapshot
) -> None:
    on_tuesday(exchange, office, 10)
    call = await exchange.call_in()
    reception = await exchange.rings("lobby", 2)
    await reception.pick_up()
    await call.answered()
    await call.hang_up()
    await exchange.over()
    assert exchange.record.answered_by == "user/receptie"
    assert path_of(exchange.record)[4:] == [
        f"1.4 ring_group: {NOT_IN_TIME}",
        f"1.5 forward: {NOT_IN_TIME}",
        "1 ring_group: forwarded to the plan receptie",
    ]
    assert [(step.plan, step.step) for step in exchange.record.path][-2:] == [("hoofdnummer", "1.5"), ("receptie", "1")]


@pytest.mark.parametrize(("key", "who", "user"), [("1", "ann", "ann"), ("2", "cas", "els"), ("3", "bart", "bart")])
async def test_over_lunch_a_key_leads_to_whoever_is_on_duty(
    exchange: RealExchange, office: CompanySnapshot, key: str, who: str, user: str
) -> None:
    on_tuesday(exchange, office, 12, 30)
    exchange.people(**{who: Answer()})
    call = await exchange.call_in()
    await call.audio()
    await call.send_digits(key)
    await (await exchange.rings(who)).answered()
    await call.hang_up()
    await exchange.over()
    assert exchange.record.answered_by == f"user/{user}"
    assert path_of(exchange.record) == [
        "2 time_condition: within lunchpauze (Tuesday)",
        "2.1 menu: within lunchpauze (Tuesday)",
        f"2.1[{key}].1 ring_group: key {key} was pressed",
    ]


async def test_at_all_other_hours_the_opening_hours_are_told_and_the_call_is_mailed(
    exchange: RealExchange,
    office: CompanySnapshot,
    mail_server: MailServer,  # noqa: F811 (the fixture)
    tmp_path: Path,
) -> None:
    on_tuesday(exchange, office, 20)
    call = await exchange.call_in()
    await call.ended()
    await exchange.over()
    assert hears(exchange, call, quickstart_plan.OPENING_HOURS)
    here = replace(environment.read(), data=tmp_path, smtp_url=mail_server.url)
    await write_down(exchange, here)
    assert await asyncio.to_thread(work, here) == ["hung_up"]
    (mail,) = mail_server.received
    assert mail_server.envelopes == [[quickstart_plan.INFO]]
    assert mail["Subject"] == "Gemiste oproep van Wim Jacobs (0475 11 22 33)"
    assert path_of(exchange.record) == [
        "3 announcement: outside lunchpauze (Tuesday)",
        "4 email: announcement played",
        f"5 hang_up: e-mail to {quickstart_plan.INFO} on its way",
    ]


async def test_either_diversion_replaces_the_plan_and_switches_the_other_off(
    exchange: RealExchange, office: CompanySnapshot
) -> None:
    on_tuesday(exchange, office, 10)
    await switch(exchange, 1)
    exchange.people(carrier=Answer())
    call = await exchange.call_in()
    mobile = await exchange.rings("carrier")
    await call.answered()
    await call.hang_up()
    await exchange.over()
    assert mobile.messages[0].raw.startswith(f"INVITE sip:{quickstart_plan.MOBILE}@")
    await switch(exchange, 2)
    call = await exchange.call_in()
    await call.ended()
    await exchange.over()
    assert hears(exchange, call, quickstart_plan.MEETING)
    taken = [path_of(record) for record in exchange.records if record.direction == "inbound"]
    assert taken == [
        ["Alles naar mobiel: 1 forward: diversion Alles naar mobiel is on"],
        [
            "Teamoverleg: 1 announcement: diversion Teamoverleg is on",
            "Teamoverleg: 2 hang_up: announcement played",
        ],
    ]
    assert len(exchange.calls_at("ann")) == 0


async def switch(exchange: RealExchange, place: int) -> None:
    """Ann dials the code that switches a diversion."""
    call = await exchange.dial("ann", f"*21*800*{place}")
    await call.ended()
    await exchange.over()
