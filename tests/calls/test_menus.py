"""A caller before a menu, with a real keypad: a key leads to its steps, none to those for who presses nothing."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from belplan.engine.snapshot import CompanySnapshot, PlanEntry
from belplan.run.demo.listening import contains_tone, same_audio
from belplan.run.demo.telephone import Answer
from tests.engine.exchange import NUMBER
from tests.phones.exchange import TONES, RealExchange, path_of

pytestmark = [pytest.mark.phones, pytest.mark.asyncio(loop_scope="package")]

CLEARLY = 0.6  # as in test_hearing
ASKED = {"key": "main", "name": "Main menu", "sound": "welcome", "wait": 1, "tries": 2}
STEP = {
    "menu": {"menu": "main", "keys": ["1", "2"]},
    "1": [{"forward": {"user": "ann"}}],
    "2": [{"forward": {"user": "bart"}}],
    "none": [{"forward": {"user": "cas"}}],
}


def office(exchange: RealExchange) -> CompanySnapshot:
    about = exchange.building.company([])
    plan = {"key": "main", "name": "Main", "internal": "800", "numbers": [NUMBER], "steps": [STEP]}
    entry = PlanEntry("main", 1, plan, {}, about.plans[0].sounds, {"main": ASKED})
    return msgspec.structs.replace(about, plans=(entry,))


def heard(path: Path | None) -> Path:
    assert path
    return path


async def test_key_2_leads_to_bart_and_cuts_the_question_short(exchange: RealExchange) -> None:
    exchange.serves(office(exchange))
    exchange.people(bart=Answer())
    call = await exchange.call_in()
    await call.audio()
    await call.send_digits("2")
    at_bart = await exchange.rings("bart", seconds=exchange.building.welcome.seconds)
    await at_bart.answered()
    await at_bart.hang_up()
    await call.ended()
    await exchange.over()
    assert path_of(exchange.record) == [f"1 menu: {NUMBER} was called", "1[2].1 forward: key 2 was pressed"]
    assert exchange.record.answered_by == "user/bart"


async def test_who_presses_nothing_is_asked_twice_and_comes_to_cas(exchange: RealExchange) -> None:
    exchange.serves(office(exchange))
    exchange.people(cas=Answer())
    call = await exchange.call_in()
    await exchange.rings("cas", seconds=30)
    await call.hang_up()
    await exchange.over()
    assert same_audio(heard(call.heard), exchange.building.welcome.path).score > CLEARLY
    assert path_of(exchange.record) == [f"1 menu: {NUMBER} was called", "1[none].1 forward: no key was pressed"]
    assert exchange.record.path[1].at == pytest.approx(2 * (exchange.building.welcome.seconds + 1), abs=1.0)
    assert not contains_tone(heard(call.heard), TONES["bart"])
