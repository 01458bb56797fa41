"""A week of one caller: what becomes of their call at each moment, asked of the interpreter of live calls.

It is asked once for each combination of opening hours that hold, as nothing else of a plan depends on the moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from belplan.callplan.hours import Hours
from belplan.callplan.textform import read_hours
from belplan.callplan.week import clock_changes, clocks_of, stretches
from belplan.engine.snapshot import CompanySnapshot
from belplan.panel import timeline
from belplan.panel.hours.picture import PATTERNS, Look, picture
from belplan.panel.names import Names
from belplan.panel.plans.trying.form import WeekForm
from belplan.panel.plans.trying.page import Trying
from belplan.panel.plans.trying.trial import Trial
from belplan.publishing.scenarios import Case
from belplan.records.foretelling import Foretold


@dataclass(frozen=True)
class Way:
    """One thing that becomes of the call: its letter in the picture, the steps that it comes to, and its end."""

    letter: str
    pattern: int
    steps: tuple[str, ...]
    outcome: str

    @property
    def look(self) -> Look:
        """How it is drawn."""
        return Look(self.pattern, self.letter, self.outcome)


def painted(page: Trying, tried: Trial, form: WeekForm) -> dict[str, Any]:
    """The picture with its ways. Raises CannotForetell or OSError."""
    zone, first = ZoneInfo(page.draft.company.timezone), form.week()
    week = _Week(tried, form.case(), page.names)
    found = stretches(week.way, week.clocks(), first, zone)
    return {
        "picture": picture(first, found, clock_changes(first, zone), lambda way: way.look),
        "ways": week.ways,
        "week": first,
        "before": first - dt.timedelta(days=7),
        "after": first + dt.timedelta(days=7),
    }


class _Week:
    """Remembers what was asked already."""

    def __init__(self, tried: Trial, case: Case, names: Names) -> None:
        self._tried, self._case, self._names = tried, case, names
        self._hours = list(_hours(tried.about))
        self._asked: dict[tuple[bool, ...], Way] = {}
        self.ways: list[Way] = []

    def clocks(self) -> set[dt.time]:
        """When anything may become different."""
        return {clock for hours in self._hours for clock in clocks_of(hours)}

    def way(self, at: dt.datetime) -> Way:
        """What becomes of a call at this moment."""
        holding = tuple(hours.holds(at).holds for hours in self._hours)
        if holding not in self._asked:
            self._asked[holding] = self._of(self._tried.call(self._case, at))
        return self._asked[holding]

    def _of(self, told: Foretold) -> Way:
        steps = tuple(self._sentences(told))
        outcome = timeline.outcome(told.record.outcome)
        if told.record.answered_by:
            outcome = f"{outcome}: {self._names.party(told.record.answered_by)}"
        for way in self.ways:
            if (way.steps, way.outcome) == (steps, outcome):
                return way
        number = len(self.ways)
        self.ways.append(Way(_letter(number), number % PATTERNS, steps, outcome))
        return self.ways[-1]

    def _sentences(self, told: Foretold) -> Iterator[str]:
        for step in told.record.path:
            yield self._tried.sentence(step.plan, step.step, self._names)


def _hours(about: CompanySnapshot) -> Iterator[Hours]:
    """All that the plans use, each as its plan has it."""
    return (read_hours(data) for plan in about.plans for data in plan.hours.values())


def _letter(number: int) -> str:
    """A, B, …, Z, AA, AB."""
    first, last = divmod(number, 26)
    return (_letter(first - 1) if first else "") + chr(ord("A") + last)
