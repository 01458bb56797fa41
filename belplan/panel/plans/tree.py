"""A call plan as people read it: one sentence a step, with what is nested under it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from belplan.callplan.component import STEPS
from belplan.callplan.plan import Diversion, Plan, Step, branch_prefix, diversion_prefix
from belplan.engine.feature_codes import diversion_code
from belplan.engine.state import CompanyState, is_on
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
    """A diversion with its steps: whether it is on now, and the code that switches it (empty without a number)."""

    diversion: Diversion
    on: bool
    code: str
    steps: tuple[Line, ...]


def lines(plan: Plan, names: Names) -> tuple[Line, ...]:
    """The plan's own steps."""
    return _lines(plan.steps, "", names)


def diversions(plan: Plan, names: Names, state: CompanyState) -> list[DiversionLines]:
    """Its diversions, in the order in which they are judged."""
    known = [
        DiversionLines(
            diversion,
            is_on(plan, diversion, state),
            diversion_code(plan.internal, place),
            _lines(diversion.steps, diversion_prefix(diversion.name), names),
        )
        for place, diversion in enumerate(plan.diversions, start=1)
    ]
    return sorted(known, key=lambda line: line.diversion.category)


def _lines(steps: tuple[Step, ...], prefix: str, names: Names) -> tuple[Line, ...]:
    return tuple(_line(step, f"{prefix}{number}", names) for number, step in enumerate(steps, start=1))


def _line(step: Step, place: str, names: Names) -> Line:
    branches = tuple(
        Branch("" if name == STEPS else name, _lines(nested, branch_prefix(place, name), names))
        for name, nested in step.branches.items()
        if nested
    )
    return Line(place, gettext(step.component.title), names.sentence(step.component.summary()), branches)
