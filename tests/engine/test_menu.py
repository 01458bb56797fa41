"""Callers before a menu: who presses what, hears what, and comes where."""

from __future__ import annotations

from typing import Any

import pytest

from belplan.callplan.component import SpokenText
from belplan.engine.snapshot import PlanEntry
from belplan.switch.behaviour import Caller, KeyPress, Telephone
from belplan.switch.port import Address, DeviceAddress
from tests.engine.exchange import NUMBER, Exchange, snapshot

pytestmark = pytest.mark.fast

ASKS = "Druk 1 voor verkoop, druk 2 voor hulp."
ASKING_SECONDS = 6.0
ANSWERS: dict[Address, Telephone] = {
    DeviceAddress(f"{who}.demo"): Telephone(answers_after=2, talks=10) for who in ("ann", "bart")
}


def exchange(**menu: Any) -> Exchange:
    """Key 1 leads to Ann, key 2 to Bart; who presses nothing is sent away, who errs comes to the end of the plan."""
    step = {
        "menu": {"menu": "main", "keys": ["1", "2"]},
        "1": [{"forward": {"user": "ann"}}],
        "2": [{"forward": {"user": "bart"}}],
        "none": [{"hang_up": {}}],
    }
    settings = {"key": "main", "name": "Main menu", "say": ASKS, "wait": 4, "tries": 2, **menu}
    sounds = {SpokenText(ASKS, "nl").key: ("say/menu.wav", ASKING_SECONDS)}
    plan = {"key": "main", "name": "Main", "internal": "800", "numbers": [NUMBER], "steps": [step]}
    entry = PlanEntry("main", 3, plan, {}, sounds, {"main": settings})
    return Exchange(snapshot([], plans=(entry,)), ANSWERS)


def pressing(*keys: tuple[float, str]) -> Caller:
    return Caller(talks=5, keys=tuple(KeyPress(at, key) for at, key in keys))


async def test_a_key_cuts_the_question_short_and_leads_to_its_steps() -> None:
    here = exchange()
    leg = await here.trunk_call(pressing((1.5, "2")))
    assert here.path == [f"1 menu: {NUMBER} was called", "1[2].1 forward: key 2 was pressed"]
    assert here.rang == [(1.5, "user/bart")]
    heard = [(moment.at, moment.what) for moment in here.switch.timeline if moment.leg == leg.id]
    begin = heard[0][0]
    assert [(at - begin, what) for at, what in heard][:4] == [
        (0, "answered"),
        (0, "sound"),
        (1.5, "silence"),
        (1.5, "ringing"),
    ]


async def test_who_presses_nothing_is_asked_again_and_then_comes_to_the_steps_for_that() -> None:
    here = exchange()
    await here.trunk_call(Caller())
    assert here.path[1:] == ["1[none].1 hang_up: no key was pressed"]
    assert here.ended.at - here.starts == 2 * (ASKING_SECONDS + 4)


async def test_a_key_after_the_question_is_waited_for() -> None:
    here = exchange()
    await here.trunk_call(pressing((ASKING_SECONDS + 3.9, "1")))
    assert here.rang == [(ASKING_SECONDS + 3.9, "user/ann")]


async def test_a_wrong_key_is_asked_again_and_the_second_may_be_right() -> None:
    here = exchange()
    await here.trunk_call(pressing((1, "9"), (3, "1")))
    assert here.rang == [(3, "user/ann")]


async def test_wrong_keys_only_lead_to_the_steps_for_that() -> None:
    here = exchange()
    await here.trunk_call(pressing((1, "9"), (3, "#")))
    assert [str(here.ended.reason), here.ended.outcome] == ["a key was pressed that leads nowhere", "unreachable"]


async def test_an_internal_number_may_be_dialled_where_the_menu_allows_it() -> None:
    here = exchange(direct=True)
    await here.trunk_call(pressing((1, "2"), (1.4, "0"), (1.8, "1")))
    assert (here.answered, here.rang) == ("user/ann", [(3.8, "user/ann")])


async def test_one_key_is_still_a_key_where_internal_numbers_may_be_dialled() -> None:
    here = exchange(direct=True)
    await here.trunk_call(pressing((1, "2")))
    assert here.rang == [(3, "user/bart")]  # 2 s later: another key might have followed


async def test_a_caller_who_goes_before_a_menu_leaves_nothing() -> None:
    here = exchange()
    await here.trunk_call(Caller(patience=2))
    assert here.ended.outcome == "abandoned"
