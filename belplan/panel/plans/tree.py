"""A call plan as people read it: one sentence a step, with what is nested under it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from belplan.callplan.component import STEPS
from belplan.callplan.plan import Diversion, Plan, Step, branch_prefix, diversion_prefix
from belplan.panel.names import Names


@dataclass(frozen=True)
class Branch:
    """Nested steps; `name` is empty where a step has only one branch."""

    name: str
    steps: tuple[Line, ...]


@dataclass(frozen=True)
class Line:
    """One step: its place ("1.2"), what it is, and what it does."""

    place: str
    title: str
    sentence: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class DiversionLines:
    """A diversion with its steps."""

    diversion: Diversion
    steps: tuple[Line, ...]


def lines(plan: Plan, names: Names) -> tuple[Line, ...]:
    """The plan's own steps."""
    return _lines(plan.steps, "", names)


def diversions(plan: Plan, names: Names) -> list[DiversionLines]:
    """Its diversions, in the order in which they are judged."""
    ordered = sorted(plan.diversions, key=lambda d: d.category)
    return [DiversionLines(d, _lines(d.steps, diversion_prefix(d.name), names)) for d in ordered]


def _lines(steps: tuple[Step, ...], prefix: str, names: Names) -> tuple[Line, ...]:
    return tuple(_line(step, f"{prefix}{number}", names) for number, step in enumerate(steps, start=1))


def _line(step: Step, place: str, names: Names) -> Line:
    branches = tuple(
        Branch("" if name == STEPS else name, _lines(nested, branch_prefix(place, name), names))
        for name, nested in step.branches.items()
        if nested
    )
    return Line(place, gettext(step.component.title), names.sentence(step.component.summary()), branches)
