"""A call plan as people read it: one sentence a step, with what is nested under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from belplan.callplan.component import STEPS
from belplan.callplan.plan import Diversion, Plan, Step, branch_prefix, diversion_prefix
from belplan.engine.feature_codes import diversion_code
from belplan.engine.state import CompanyState, is_on
from belplan.panel.editor.words import branch
from belplan.panel.names import Names

_NO_PATH: Mapping[str, str] = {}


@dataclass(frozen=True)
class Branch:
    """Nested steps; `name` is empty where a step has only one branch."""

    name: str
    steps: tuple[Line, ...]


@dataclass(frozen=True)
class Line:
    """One step: its place ("1.2"), what it is, and what it does; on the path of a call that was tried also why."""

    place: str
    title: str
    sentence: str
    branches: tuple[Branch, ...]
    lit: bool = False
    why: str = ""


@dataclass(frozen=True)
class DiversionLines:
    """A diversion with its steps: whether it is on now, and the code that switches it (empty without a number)."""

    diversion: Diversion
    on: bool
    code: str
    steps: tuple[Line, ...]


def lines(plan: Plan, names: Names, path: Mapping[str, str] = _NO_PATH) -> tuple[Line, ...]:
    """The plan's own steps. `path`: why a call came to these places."""
    return _lines(plan.steps, "", names, path)


def under(diversion: Diversion, names: Names, path: Mapping[str, str] = _NO_PATH) -> tuple[Line, ...]:
    """The steps of a diversion."""
    return _lines(diversion.steps, diversion_prefix(diversion.name), names, path)


def diversions(plan: Plan, names: Names, state: CompanyState) -> list[DiversionLines]:
    """Its diversions, in the order in which they are judged."""
    known = [
        DiversionLines(
            diversion,
            is_on(plan, diversion, state),
            diversion_code(plan.internal, place),
            under(diversion, names),
        )
        for place, diversion in enumerate(plan.diversions, start=1)
    ]
    return sorted(known, key=lambda line: line.diversion.category)


def _lines(steps: tuple[Step, ...], prefix: str, names: Names, path: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple(_line(step, f"{prefix}{number}", names, path) for number, step in enumerate(steps, start=1))


def _line(step: Step, place: str, names: Names, path: Mapping[str, str]) -> Line:
    branches = tuple(
        Branch(_label(step, name), _lines(nested, branch_prefix(place, name), names, path))
        for name, nested in step.branches.items()
        if nested
    )
    sentence = names.sentence(step.component.summary())
    return Line(place, gettext(step.component.title), sentence, branches, place in path, path.get(place, ""))


def _label(step: Step, name: str) -> str:
    """What leads into a branch, in the reader's words; a step with one branch needs none."""
    return "" if name == STEPS else branch(step.component.kind, name)
