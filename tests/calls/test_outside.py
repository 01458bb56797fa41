"""Calls to and from the outside: over the trunk, by address and by registration, within the company's limits."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from belplan.engine.snapshot import Limits as Allowed
from belplan.engine.snapshot import UserEntry
from belplan.run.demo.telephone import Answer, Display, Party, Refuse, Telephone, busy
from belplan.switch.accounts import TrunkAccount
from belplan.switch.asterisk.launch import read_registrations_anew
from tests.engine.exchange import MOBILE, NUMBER
from tests.phones.exchange import TRUNK, WIM, Building, RealExchange, endings_of, secret_of

pytestmark = [pytest.mark.phones, pytest.mark.asyncio(loop_scope="package")]

END: dict[str, Any] = {"hang_up": {}}
DIALLED = "0467890123"  # MOBILE, as people dial it


async def test_a_telephone_calls_out_and_shows_its_outgoing_number(exchange: RealExchange) -> None:
    exchange.plan(END)
    exchange.people(carrier=Answer())
    call = await exchange.dial("cas", DIALLED)
    outside = await exchange.rings("carrier")
    await call.answered()
    await outside.hang_up()
    await call.ended()
    await exchange.over()
    assert outside.display == Display(Party("", NUMBER), Party("", NUMBER))
    assert outside.messages[0].raw.startswith(f"INVITE sip:{MOBILE}@")
    record = exchange.record
    assert (record.direction, record.dialled, record.hung_up_by) == ("outbound", MOBILE, "callee")


async def test_who_calls_anonymously_shows_nothing(exchange: RealExchange) -> None:
    users = (UserEntry("ann", "Ann", "201", ("ann",), NUMBER, anonymous=True),)
    exchange.plan(END, users=users)
    call = await exchange.dial("ann", DIALLED)
    outside = await exchange.rings("carrier")
    await call.hang_up()
    await exchange.over()
    assert outside.display == Display(Party("Anonymous", "anonymous"), None)
    assert NUMBER not in outside.messages[0].raw


@pytest.mark.parametrize(
    ("behaviour", "code", "outcome"),
    [(busy(), 486, "busy"), (Refuse(603), 403, "refused"), (Refuse(404), 480, "unreachable")],
    ids=["busy", "refused", "no such number"],
)
async def test_what_the_outside_says_is_passed_on(
    exchange: RealExchange, behaviour: Refuse, code: int, outcome: str
) -> None:
    exchange.plan(END)
    exchange.people(carrier=behaviour)
    call = await exchange.dial("bart", DIALLED)
    assert (await call.ended()).code == code
    await exchange.over()
    assert exchange.record.outcome == outcome


# Limits


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("0031201234567", "calls to NL are not allowed by this company"),
        ("090312345", "premium, shared-cost and satellite numbers are never called"),
        ("00881612345678", "premium, shared-cost and satellite numbers are never called"),
    ],
    ids=["country", "premium", "satellite"],
)
async def test_what_may_not_be_called_never_leaves(exchange: RealExchange, number: str, reason: str) -> None:
    exchange.plan(END)
    call = await exchange.dial("ann", number)
    assert (await call.ended()).code == 403
    await exchange.over()
    assert exchange.calls_at("carrier") == []
    assert (exchange.record.outcome, str(exchange.record.reason)) == ("refused", reason)


async def test_no_more_calls_at_once_than_allowed_but_emergencies_always(exchange: RealExchange) -> None:
    exchange.plan(END)  # one at once
    exchange.people(carrier=Answer())
    talking = await exchange.dial("ann", DIALLED)
    await talking.answered()
    refused = await exchange.dial("bart", "0475112233")
    assert (await refused.ended()).code == 403
    for times, who in enumerate(("bart", "lobby"), start=2):
        emergency = await exchange.dial(who, "112")
        outside = await exchange.rings("carrier", times)
        assert outside.messages[0].raw.startswith("INVITE sip:112@")
        assert outside.display.shown.number == NUMBER
        await emergency.answered()
        await emergency.hang_up()
    await talking.hang_up()
    await exchange.engine.idle()
    again = await exchange.dial("bart", "0475112233")
    await again.answered()
    await again.hang_up()
    await exchange.over()
    outcomes = [record.outcome for record in exchange.records]
    assert outcomes == ["answered", "refused", "answered", "answered", "answered"]
    assert str(exchange.records[1].reason) == "all 1 outside calls that this company allows at once are taken"
    assert [record.caller_party for record in exchange.records[2:4]] == ["user/bart", "device/lobby"]


async def test_the_days_minutes_end_a_talk_and_refuse_the_next_but_no_emergency(exchange: RealExchange) -> None:
    exchange.plan(END, limits=Allowed(calls_at_once=2, minutes_a_day=1, countries=("BE",)))
    exchange.spent("demo", seconds=58.5)
    exchange.people(carrier=Answer())
    call = await exchange.dial("ann", DIALLED)
    await call.answered()
    began = time.monotonic()
    await call.ended()
    assert time.monotonic() - began == pytest.approx(1.5, abs=0.5)
    refused = await exchange.dial("ann", DIALLED)
    assert (await refused.ended()).code == 403
    emergency = await exchange.dial("ann", "112")
    await emergency.answered()
    await emergency.hang_up()
    await exchange.over()
    assert [record.outcome for record in exchange.records] == ["answered", "refused", "answered"]
    assert exchange.records[0].hung_up_by == "exchange"


async def test_a_forward_past_the_limits_is_refused_and_the_plan_goes_on(exchange: RealExchange) -> None:
    limits = Allowed(calls_at_once=0, countries=("BE",))
    exchange.plan({"forward": {"external": MOBILE}}, {"forward": {"user": "ann"}}, END, limits=limits)
    call = await exchange.call_in()
    await exchange.rings("ann")
    await call.hang_up()
    await exchange.over()
    assert exchange.calls_at("carrier") == []
    assert endings_of(exchange.record) == {"user/ann": "cancelled"}
    assert str(exchange.record.path[1].reason).startswith("all 0 outside calls")


# Calls that come in


async def test_a_call_to_a_number_that_is_nobodys_is_told_so(exchange: RealExchange) -> None:
    exchange.plan({"forward": {"user": "ann"}}, END)
    call = await exchange.call_in("3229999999")
    await call.answered()  # only then can every telephone hear why
    await call.hang_up()
    await exchange.over()
    assert exchange.record.path == ()


@pytest.mark.parametrize("number", ["+3225805000", "025805000", "003225805000"])
async def test_carriers_write_our_number_in_any_usual_form(exchange: RealExchange, number: str) -> None:
    exchange.plan({"forward": {"user": "ann"}}, END)
    call = await exchange.call_in(number, caller="+32475112233")
    at_ann = await exchange.rings("ann")
    await call.hang_up()
    await exchange.over()
    assert (exchange.record.dialled, exchange.record.caller) == (NUMBER, "32475112233")
    assert at_ann.display.shown.number == "32475112233"


STRANGER = "127.0.0.3"


async def test_an_address_that_is_no_carriers_does_not_get_in(exchange: RealExchange) -> None:
    exchange.plan({"forward": {"user": "ann"}}, END)
    async with Telephone.start(
        name="stranger", user=WIM, address=STRANGER, folder=exchange.building.folder
    ) as stranger:
        call = await stranger.dial(f"sip:{NUMBER}@{exchange.building.sip}")
        assert (await call.ended()).code == 401
    assert exchange.records == []


async def test_a_trunk_that_registers_brings_calls_from_wherever_its_carrier_is(exchange: RealExchange) -> None:
    building = exchange.building
    exchange.plan({"forward": {"user": "ann"}}, END)
    async with (
        registered_trunk(building) as line,
        Telephone.start(name="ria", user=WIM, address=STRANGER, folder=building.folder) as ria,
    ):
        call = await ria.dial(f"sip:{NUMBER}@{building.sip};{line}")
        at_ann = await exchange.rings("ann")
        await at_ann.pick_up()
        await call.answered()
        await call.hang_up()
        await exchange.over()
    assert at_ann.display.shown.number == WIM
    assert (exchange.record.direction, exchange.record.outcome) == ("inbound", "answered")


@asynccontextmanager
async def registered_trunk(building: Building) -> AsyncIterator[str]:
    """The switch is its own carrier here: its trunk registers as Dora's telephone. What its calls carry."""
    host, _, port = building.sip.partition(":")
    user = "dora.demo"
    trunk = TrunkAccount(TRUNK, host, int(port), username=user, secret=secret_of(user), register=True)
    building.let_in(trunk=trunk)
    await read_registrations_anew(building.asterisk.config)
    try:
        yield await registered_line(building, user)
    finally:
        building.let_in()
        await read_registrations_anew(building.asterisk.config)


async def registered_line(building: Building, user: str) -> str:
    async with asyncio.timeout(10):
        while True:
            known = await asyncio.to_thread(building.asterisk.console, "database show registrar/contact")
            if found := re.search(rf"{user}@[^\"]*;(line=\w+)", known):
                return found[1]
            await asyncio.sleep(0.1)
