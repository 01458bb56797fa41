"""The four ring orders, told by the telephones' own message logs."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter
from typing import Any

import pytest

from belplan.callplan.options import RingOrder
from belplan.engine.ring_orders import waves
from belplan.run.demo.listening import contains_tone
from belplan.run.demo.telephone import Answer, busy
from tests.phones.exchange import TONES, RealExchange, endings_of, invited, path_of, rung_at

pytestmark = [pytest.mark.phones, pytest.mark.asyncio(loop_scope="package")]

GROUP = ["user/ann", "user/bart", "user/cas"]
NAMES = ("ann", "bart", "cas")
ABOUT = 0.35  # seconds that a moment may be off on a busy machine


def ring(order: str, timeout: int = 1) -> dict[str, Any]:
    return {"ring_group": {"members": GROUP, "order": order, "timeout": timeout}}


async def test_all_ring_at_once_and_who_loses_has_no_missed_call(exchange: RealExchange) -> None:
    exchange.plan(ring("ring_all", 10), {"hang_up": {}})
    exchange.people(bart=Answer(0.5))
    call = await exchange.call_in()
    at_ann, at_bart, at_cas = [await exchange.rings(name) for name in NAMES]
    await call.answered()
    for lost in (at_ann, at_cas):
        assert any("cause=200" in reason for reason in (await lost.ended()).reasons)
        assert not lost.missed
    await at_bart.audio()
    await call.send_digits("5")
    assert await at_bart.digit() == "5"
    await asyncio.sleep(0.8)
    await call.hang_up()
    await exchange.over()
    moments = [rung_at(at) for at in (at_ann, at_bart, at_cas)]
    assert max(moments) - min(moments) < ABOUT
    assert call.heard
    assert at_bart.heard
    assert contains_tone(call.heard, TONES["bart"], 0.6)
    assert contains_tone(at_bart.heard, TONES["wim"], 0.6)
    assert endings_of(exchange.record) == {
        "user/ann": "elsewhere",
        "user/bart": "hung_up",
        "user/cas": "elsewhere",
    }
    assert (exchange.record.outcome, exchange.record.answered_by) == ("answered", "user/bart")


async def test_memory_hunt_sends_nobody_a_second_invite(exchange: RealExchange) -> None:
    exchange.plan(ring("memory_hunt"), {"hang_up": {}})
    call = await exchange.call_in()
    at_ann, at_bart, at_cas = [await exchange.rings(name) for name in NAMES]
    assert (at_ann.state, at_bart.state) == ("ringing", "ringing")
    await at_ann.pick_up()
    await call.answered()
    await asyncio.gather(at_bart.ended(), at_cas.ended())
    await call.hang_up()
    await exchange.over()
    moments = [rung_at(at) - rung_at(at_ann) for at in (at_bart, at_cas)]
    assert moments == [pytest.approx(1, abs=ABOUT), pytest.approx(2, abs=ABOUT)]
    for name, at in zip(NAMES, (at_ann, at_bart, at_cas), strict=True):
        assert exchange.calls_at(name) == [at]
        assert invited(at) == 1
        assert not at.missed
    assert (exchange.record.answered_by, exchange.record.outcome) == ("user/ann", "answered")


async def test_memory_hunt_that_nobody_answers_stops_everybody_and_goes_on(exchange: RealExchange) -> None:
    exchange.plan(ring("memory_hunt"), {"hang_up": {}})
    call = await exchange.call_in()
    await call.ended()
    await exchange.over()
    assert [rung_at(await exchange.rings(name)) - rung_at(await exchange.rings("ann")) for name in NAMES] == [
        pytest.approx(place, abs=ABOUT) for place in range(3)
    ]
    assert set(endings_of(exchange.record).values()) == {"no_answer"}
    assert path_of(exchange.record)[-1] == "2 hang_up: nobody answered within 1 s"
    assert all(exchange.telephones[name].incoming[-1].missed for name in NAMES)


async def test_round_robin_rings_one_at_a_time_in_the_order_of_the_records_seed(exchange: RealExchange) -> None:
    exchange.plan(ring("round_robin"), {"hang_up": {}})
    call = await exchange.call_in()
    await call.ended()
    await exchange.over()
    shuffled = waves(RingOrder.ROUND_ROBIN, GROUP, random.Random(exchange.record.seed)).waves  # noqa: S311
    assert [leg.party for leg in exchange.record.legs] == [party for (party,) in shuffled]
    rung = sorted([await exchange.rings(name) for name in NAMES], key=rung_at)
    for earlier, later in itertools.pairwise(rung):
        assert rung_at(later) - rung_at(earlier) == pytest.approx(1, abs=ABOUT)
        assert earlier.times["ended"] < rung_at(later) + ABOUT
    assert [invited(at) for at in rung] == [1, 1, 1]


async def test_round_robin_shares_out_the_calls(exchange: RealExchange) -> None:
    exchange.plan(ring("round_robin", 10), {"hang_up": {}})
    exchange.people(ann=Answer(), bart=Answer(), cas=Answer())
    for _ in range(9):
        call = await exchange.call_in()
        await call.answered()
        await call.hang_up()
        await exchange.engine.idle()
    share = {name: len(exchange.calls_at(name)) for name in NAMES}
    assert sum(share.values()) == 9, "one telephone a call"
    assert min(share.values()) >= 2
    assert Counter(record.answered_by for record in exchange.records) == {
        f"user/{name}": calls for name, calls in share.items()
    }
    assert len({record.seed for record in exchange.records}) == 9


async def test_cascade_gives_each_its_time_and_skips_the_busy_at_once(exchange: RealExchange) -> None:
    exchange.plan(ring("cascade"), {"hang_up": {}})
    exchange.people(bart=busy())
    call = await exchange.call_in()
    await call.ended()
    await exchange.over()
    at_ann, at_bart, at_cas = [await exchange.rings(name) for name in NAMES]
    assert rung_at(at_bart) - rung_at(at_ann) == pytest.approx(1, abs=ABOUT)
    assert rung_at(at_cas) - rung_at(at_bart) < ABOUT
    assert call.times["ended"] - rung_at(at_cas) == pytest.approx(1, abs=ABOUT)
    assert at_ann.times["ended"] - rung_at(at_ann) == pytest.approx(1, abs=ABOUT)
    assert endings_of(exchange.record) == {"user/ann": "no_answer", "user/bart": "busy", "user/cas": "no_answer"}
    assert path_of(exchange.record)[-1] == "2 hang_up: nobody answered within 1 s"
