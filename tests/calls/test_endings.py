"""Every way in which a call can end: each leads where the plan says, and leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from belplan.callevents import NotificationWanted
from belplan.run.demo.telephone import Answer, Behaviour, Refuse, TelephoneError, busy
from belplan.run.demo.telephone_call import Call
from tests.engine.exchange import MOBILE
from tests.phones.exchange import RealExchange, endings_of, path_of

pytestmark = [pytest.mark.phones, pytest.mark.asyncio(loop_scope="package")]

EARLY = {"announcement": {"sound": "welcome", "answered": False}}
PLAYED = {"announcement": {"sound": "welcome"}}
MAIL = {"email": {"to": "info@demo.example"}}
END: dict[str, Any] = {"hang_up": {}}


def ring(*members: str, order: str = "ring_all", timeout: int = 1, **options: Any) -> dict[str, Any]:
    return {"ring_group": {"members": list(members), "order": order, "timeout": timeout, **options}}


@pytest.mark.parametrize(
    ("behaviour", "ending", "reason"),
    [
        (busy(), "busy", "everybody was busy"),
        (Refuse(603, after=0.2), "refused", "the call was refused"),
        (Refuse(480), "unreachable", "no telephone could be reached"),
        (None, "no_answer", "nobody answered within 1 s"),
    ],
    ids=["busy", "refused", "out of service", "no answer"],
)
async def test_when_nobody_answers_the_plan_goes_on_and_says_why(
    exchange: RealExchange, behaviour: Behaviour | None, ending: str, reason: str
) -> None:
    exchange.plan(ring("user/ann", "user/bart"), ring("user/cas", timeout=10), END)
    if behaviour:
        exchange.people(ann=behaviour, bart=behaviour)
    exchange.people(cas=Answer())
    call = await exchange.call_in()
    await call.answered()
    await call.hang_up()
    await exchange.over()
    assert endings_of(exchange.record) == {"user/ann": ending, "user/bart": ending, "user/cas": "hung_up"}
    assert path_of(exchange.record)[1] == f"2 ring_group: {reason}"
    assert exchange.record.answered_by == "user/cas"


async def test_who_is_busy_goes_outside_at_once_and_not_where_unanswered_calls_go(exchange: RealExchange) -> None:
    outside = {"forward": {"external": "32467890123", "timeout": 10}}
    exchange.plan({"forward": {"user": "ann"}, "busy": [outside, END]}, {"forward": {"user": "cas"}}, END)
    exchange.people(ann=busy(), carrier=Answer(0.1))
    call = await exchange.call_in()
    await call.answered()
    await call.hang_up()
    await exchange.over()
    assert path_of(exchange.record)[1] == "1[busy].1 forward: everybody was busy"
    assert endings_of(exchange.record) == {"user/ann": "busy", "32467890123": "hung_up"}


async def test_who_is_not_registered_is_passed_over_at_once(exchange: RealExchange) -> None:
    about = exchange.building.company([ring("device/dora", timeout=10), END])
    dora = about.devices[-1].__class__("dora", "Dora", "dora.demo", "cas")
    exchange.plan(ring("device/dora", timeout=10), END, devices=(*about.devices, dora))
    call = await exchange.call_in()
    await call.ended()
    await exchange.over()
    assert path_of(exchange.record)[1] == "2 hang_up: no telephone could be reached"
    assert endings_of(exchange.record) == {"device/dora": "unreachable"}
    assert exchange.record.path[1].at < 0.5


async def test_a_plan_that_hangs_up_while_nothing_was_heard_refuses_the_call(exchange: RealExchange) -> None:
    exchange.plan(END)
    call = await exchange.call_in()
    assert (await call.ended()).code == 603
    assert "answered" not in call.times
    await exchange.over()
    assert (exchange.record.outcome, exchange.record.hung_up_by) == ("hung_up", "exchange")


# The caller goes, in every phase: what the plan had, until when the caller waits, and who rang then.


async def early_media(exchange: RealExchange, call: Call) -> None:
    await call.audio()
    await asyncio.sleep(0.4)


async def announced(exchange: RealExchange, call: Call) -> None:
    await call.answered()
    await asyncio.sleep(0.4)


async def while_ringing(exchange: RealExchange, call: Call) -> None:
    await exchange.rings("ann")


async def in_the_second_wave(exchange: RealExchange, call: Call) -> None:
    await exchange.rings("bart")


async def while_asked_to_accept(exchange: RealExchange, call: Call) -> None:
    outside = await exchange.rings("carrier")
    await outside.answered()
    await asyncio.sleep(0.4)


MOMENTS: list[tuple[dict[str, Any], Callable[[RealExchange, Call], Awaitable[None]], dict[str, str]]] = [
    (ring("user/ann", timeout=20), while_ringing, {"user/ann": "cancelled"}),
    (EARLY, early_media, {}),
    (PLAYED, announced, {}),
    (
        ring("user/ann", "user/bart", order="cascade"),
        in_the_second_wave,
        {"user/ann": "no_answer", "user/bart": "cancelled"},
    ),
    (
        ring("user/ann", "user/bart", order="memory_hunt"),
        in_the_second_wave,
        {"user/ann": "cancelled", "user/bart": "cancelled"},
    ),
    (ring(MOBILE, timeout=20), while_asked_to_accept, {MOBILE: "cancelled"}),
    (
        ring("user/ann", MOBILE, timeout=20),
        while_asked_to_accept,
        {"user/ann": "cancelled", MOBILE: "cancelled"},
    ),
]


@pytest.mark.parametrize(
    ("step", "moment", "endings"), MOMENTS, ids=[f"{moment.__name__}-{len(e)}" for _, moment, e in MOMENTS]
)
async def test_a_caller_who_gives_up_leaves_nothing_behind(
    exchange: RealExchange,
    step: dict[str, Any],
    moment: Callable[[RealExchange, Call], Awaitable[None]],
    endings: dict[str, str],
) -> None:
    exchange.plan(step, MAIL, END)
    exchange.people(carrier=Answer())
    call = await exchange.call_in()
    await moment(exchange, call)
    await call.hang_up()
    await exchange.over()
    assert (exchange.record.outcome, exchange.record.hung_up_by) == ("abandoned", "caller")
    assert endings_of(exchange.record) == endings
    assert not [fact for fact in exchange.events if isinstance(fact, NotificationWanted)]


@pytest.mark.parametrize("milliseconds", [0, 2, 5, 10, 20, 40])
async def test_a_caller_may_be_gone_before_the_call_is_in_hand(exchange: RealExchange, milliseconds: int) -> None:
    exchange.plan(ring("user/ann", "user/bart", timeout=20), MAIL, END)
    call = await exchange.call_in()
    await asyncio.sleep(milliseconds / 1000)
    assert (await call.hang_up()).code == 487
    await asyncio.sleep(0.2)
    await exchange.over()
    # One that Asterisk saw given up before it asked us was never a call of ours.
    assert [record.outcome for record in exchange.records] in (["abandoned"], [] if milliseconds < 5 else None)


# Two people have talked


async def talk(exchange: RealExchange) -> tuple[Call, Call]:
    exchange.plan(ring("user/ann", timeout=10), MAIL, END)
    exchange.people(ann=Answer())
    call = await exchange.call_in()
    at_ann = await exchange.rings("ann")
    await call.answered()
    await at_ann.answered()
    return call, at_ann


@pytest.mark.parametrize("who", ["caller", "callee"])
async def test_whoever_hangs_up_the_call_is_over_for_both(exchange: RealExchange, who: str) -> None:
    call, at_ann = await talk(exchange)
    await (call if who == "caller" else at_ann).hang_up()
    await asyncio.gather(call.ended(2), at_ann.ended(2))
    await exchange.over()
    assert (exchange.record.outcome, exchange.record.hung_up_by) == ("answered", who)
    assert path_of(exchange.record) == ["1 ring_group: 3225805000 was called"]


async def test_both_hang_up_at_once(exchange: RealExchange) -> None:
    for _ in range(5):
        call, at_ann = await talk(exchange)
        at_ann = exchange.calls_at("ann")[-1]
        await asyncio.gather(call.hang_up(), at_ann.hang_up())
        await exchange.over()
    assert [record.outcome for record in exchange.records] == ["answered"] * 5
    assert {record.hung_up_by for record in exchange.records} <= {"caller", "callee"}


async def test_a_caller_who_goes_in_the_moment_of_the_answer(exchange: RealExchange) -> None:
    exchange.plan(ring("user/ann", "user/bart", timeout=10), MAIL, END)
    for number in range(1, 7):
        call = await exchange.call_in()
        at_ann = await exchange.rings("ann", number)
        await asyncio.gather(_answer(at_ann), call.hang_up())
        await exchange.over()
    assert {record.outcome for record in exchange.records} <= {"abandoned", "answered"}
    assert len(exchange.records) == 6
    assert not [fact for fact in exchange.events if isinstance(fact, NotificationWanted)]


async def _answer(call: Call) -> None:
    try:
        await call.pick_up()
    except TelephoneError:
        return
