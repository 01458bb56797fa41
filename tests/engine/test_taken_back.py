"""Stories of calls that an engine left behind and the next one takes back, and of what the simulation taught."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from belplan.callevents import (
    Answered,
    CallEnded,
    CallEvent,
    CallStarted,
    Direction,
    Outcome,
    PlanEntered,
    Ringing,
    StepEntered,
    phrase,
)
from belplan.engine.recovery import open_calls
from belplan.engine.snapshot import Limits
from belplan.switch.behaviour import Caller, Telephone
from belplan.switch.port import Held, Identity, Invitation, Leg, TrunkAddress
from tests.engine.exchange import MOBILE, NUMBER, Exchange, phones, snapshot

pytestmark = pytest.mark.fast

TALKATIVE = phones(mobile=Telephone(answers_after=0, talks=3600))
RING: dict[str, Any] = {"ring_group": {"members": ["user/ann"], "order": "ring_all", "timeout": 15}}


def facts_of(leg: str, *later: tuple[Callable[..., CallEvent], dict[str, Any]], at: float) -> list[CallEvent]:
    """What the journal holds of a call from ann to the mobile, or to the plan."""
    begin: dict[str, Any] = {
        "direction": Direction.OUTBOUND,
        "caller": "201",
        "caller_name": "Ann",
        "dialled": MOBILE,
        "seed": 7,
        "caller_party": "user/ann",
        "leg": leg,
    }
    common = {"call": "old", "at": at, "company": "demo", "node": "node1"}
    kinds: list[tuple[Callable[..., CallEvent], dict[str, Any]]] = [(CallStarted, begin), *later]
    return [kind(seq=seq, **common, **details) for seq, (kind, details) in enumerate(kinds, 1)]


async def left_talking(exchange: Exchange, began: float) -> dict[str, Leg]:
    """Ann talks with the mobile number since `began`, and her engine has died."""
    await exchange.switch.start(lambda leg, invitation: None)
    caller = exchange.switch.call(Invitation("device", "ann.demo", MOBILE, Identity("", "")), Caller())
    await caller.answer()
    mobile = await exchange.switch.ring("old-leg", TrunkAddress("carrier.demo", MOBILE), Identity("", NUMBER), 60)
    await asyncio.shield(mobile.answered)
    await exchange.switch.start(exchange.engine.take, [caller.id, mobile.id])
    party = {"leg": mobile.id, "party": MOBILE}
    facts = facts_of(caller.id, (Ringing, party), (Answered, party), at=began)
    exchange.engine.take_back(open_calls(facts), {caller.id: caller, mobile.id: mobile})
    return {caller.id: caller, mobile.id: mobile}


async def test_a_talk_taken_back_holds_its_place() -> None:
    exchange = Exchange(snapshot([RING, {"hang_up": {}}]), TALKATIVE)
    legs = await left_talking(exchange, exchange.starts)
    exchange.switch.call(Invitation("device", "bart.demo", f"0{MOBILE[2:]}", Identity("", "")), Caller())
    await asyncio.sleep(1)
    assert str(exchange.ended.reason) == "all 1 outside calls that this company allows at once are taken"
    for leg in legs.values():
        await leg.hang_up()
    await exchange.engine.idle()
    assert await exchange.switch.held() == Held(0, 0)


async def test_the_minutes_of_a_talk_taken_back_count_from_its_answer() -> None:
    exchange = Exchange(snapshot([RING, {"hang_up": {}}]), TALKATIVE)
    await left_talking(exchange, exchange.starts - 500)
    await exchange.engine.idle()
    assert exchange.ended.at - exchange.starts == pytest.approx(100, abs=0.1)
    assert (exchange.ended.outcome, exchange.ended.hung_up_by) == (Outcome.ANSWERED, "exchange")


async def test_the_minutes_of_a_talk_that_nobody_saw_end_are_counted() -> None:
    exchange = Exchange(snapshot([RING, {"hang_up": {}}]), TALKATIVE)
    party = {"leg": "old-leg", "party": MOBILE}
    facts = facts_of("gone", (Ringing, party), (Answered, party), at=exchange.starts - 500)
    exchange.engine.take_back(open_calls(facts), {})
    await exchange.engine.idle()
    (company,) = exchange.engine.companies.by_key.values()
    assert exchange.limits.seconds_left(company) == pytest.approx(100, abs=0.1)


async def test_a_call_taken_back_rings_on_new_legs() -> None:
    exchange = Exchange(snapshot([RING, {"hang_up": {}}]), {})
    await exchange.switch.start(exchange.engine.take)
    await exchange.trunk_call(Caller(patience=1))
    first = [fact for fact in exchange.events if isinstance(fact, Ringing)]
    exchange.events.clear()
    await exchange.switch.start(lambda leg, invitation: None)
    again = exchange.switch.call(Invitation("trunk", "carrier.demo", NUMBER, Identity("", "")), Caller())
    where = (PlanEntered, {"plan": "main", "version": 3, "reason": phrase("called")})
    step = (StepEntered, {"plan": "main", "step": "1", "component": "ring_group", "reason": phrase("called")})
    begin = facts_of(again.id, where, step, (Ringing, {"leg": first[0].leg, "party": "user/ann"}), at=exchange.starts)
    exchange.engine.take_back(open_calls(begin), {again.id: again})
    await exchange.engine.idle()
    rang = [fact.leg for fact in exchange.events if isinstance(fact, Ringing)]
    assert len(rang) == 1
    assert rang[0] != first[0].leg
    assert [fact.seq for fact in exchange.events] == list(range(5, 5 + len(exchange.events)))


async def test_who_was_answered_hears_ringing_too() -> None:
    exchange = Exchange(snapshot([{"announcement": {"sound": "welcome"}}, RING, {"hang_up": {}}]), {})
    caller = await exchange.trunk_call()
    heard = [moment.what for moment in exchange.switch.timeline if moment.leg == caller.id]
    assert heard == ["answered", "sound", "silence", "ringing", "ended"]


async def test_a_place_is_given_back_as_soon_as_another_answers() -> None:
    both = {"ring_group": {"members": ["user/ann", MOBILE], "order": "ring_all", "timeout": 15, "accept_key": False}}
    at_once = phones(ann=Telephone(answers_after=1, talks=60))
    exchange = Exchange(snapshot([both, {"hang_up": {}}], limits=Limits(1, 10, ("BE",))), at_once)
    await exchange.switch.start(exchange.engine.take)
    exchange.switch.call(Invitation("trunk", "carrier.demo", NUMBER, Identity("", "32475112233")), Caller())
    await asyncio.sleep(5)
    exchange.switch.call(Invitation("device", "bart.demo", f"0{MOBILE[2:]}", Identity("", "")), Caller(patience=5))
    await exchange.engine.idle()
    outcomes = [fact.outcome for fact in exchange.events if isinstance(fact, CallEnded)]
    assert outcomes == [Outcome.ABANDONED, Outcome.ANSWERED]


async def test_one_more_who_talks_brings_the_end_nearer_for_all() -> None:
    limits = Limits(calls_at_once=2, minutes_a_day=1, countries=("BE",))
    exchange = Exchange(snapshot([RING, {"hang_up": {}}], limits=limits), TALKATIVE)
    await exchange.switch.start(exchange.engine.take)
    for who in ("ann", "bart"):
        exchange.switch.call(Invitation("device", f"{who}.demo", f"0{MOBILE[2:]}", Identity("", "")), Caller())
        await asyncio.sleep(10)
    await exchange.engine.idle()
    ends = [fact.at - exchange.starts for fact in exchange.events if isinstance(fact, CallEnded)]
    assert ends == [pytest.approx(35, abs=0.01)] * 2
