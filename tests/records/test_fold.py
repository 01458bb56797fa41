"""A call's record, folded from its facts."""

from __future__ import annotations

import random
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from belplan.callevents import Ending, Outcome, PlanEntered, phrase
from belplan.records.fold import CalledLeg, PathStep, fold
from tests.records.example_facts import TEN_O_CLOCK, after_hours, begun, given_up, talked

pytestmark = pytest.mark.fast


def test_the_examples_begin_when_they_say() -> None:
    assert datetime.fromtimestamp(TEN_O_CLOCK, ZoneInfo("Europe/Brussels")).isoformat() == "2026-11-24T10:00:00+01:00"


def test_an_unanswered_call_shows_its_path_and_why() -> None:
    record = fold(after_hours().facts)
    assert (record.caller, record.caller_name, record.dialled) == ("32475112233", "Jan Peeters", "3225805000")
    assert (record.plan, record.plan_version, record.seed) == ("hoofdnummer", 2, 7)
    assert [(step.step, step.component, str(step.reason), step.at) for step in record.path] == [
        ("2", "announcement", "outside kantooruren (Sunday)", 0.0),
        ("3", "email", "the sound was played", 4.0),
    ]
    assert (record.outcome, str(record.reason), record.hung_up_by) == ("hung_up", "the plan hangs up", "exchange")
    assert record.ended == TEN_O_CLOCK + 4.5
    assert (record.ring_seconds, record.talk_seconds) == (0.0, 0.0)


def test_an_answered_call_shows_who_answered_and_how_long_it_rang() -> None:
    record = fold(talked().facts)
    assert record.answered_by == "user/ann"
    assert (record.ring_seconds, record.talk_seconds) == (6.0, 30.0)
    assert record.legs == (
        CalledLeg("user/ann", 1.0, answered=True, ended_at=37.0, ending=Ending.HUNG_UP),
        CalledLeg("device/balie", 1.0, answered=False, ended_at=7.0, ending=Ending.ELSEWHERE),
    )


def test_a_caller_who_gives_up_let_it_ring_until_then() -> None:
    record = fold(given_up().facts)
    assert (record.outcome, record.ring_seconds, record.talk_seconds) == (Outcome.ABANDONED, 9.0, 0.0)


def test_order_and_repeats_change_nothing() -> None:
    facts = talked().facts
    shuffled = [*facts, *facts[2:7]]
    random.Random(1).shuffle(shuffled)  # noqa: S311
    assert fold(shuffled) == fold(facts)


@pytest.mark.parametrize("known", range(1, 9))
def test_a_running_call_shows_what_is_known(known: int) -> None:
    record = fold(talked().facts[:known])
    assert record.ended is None
    assert record.outcome is None
    assert record.talk_seconds == 0.0
    assert record.ring_seconds in (0.0, 6.0)


def test_a_call_whose_beginning_was_lost_is_still_told() -> None:
    record = fold(talked().facts[2:])
    assert record.call == "node1-talk"
    assert (record.caller, record.plan) == ("", "")
    assert record.path == (PathStep("hoofdnummer", "1.1", "ring_group", phrase("during kantooruren"), 0.0),)
    assert record.outcome == Outcome.ANSWERED


def test_without_facts_there_is_no_record() -> None:
    with pytest.raises(ValueError, match="facts of a call"):
        fold([])


def test_a_plan_that_hands_over_does_not_change_where_the_call_came_in() -> None:
    told = begun("node1-x").say(PlanEntered, plan="receptie", version=5, reason=phrase("handed over"))
    assert (fold(told.facts).plan, fold(told.facts).plan_version) == ("hoofdnummer", 2)
