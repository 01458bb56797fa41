"""What comes of the files, as people read it before they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from belplan.callplan.editing.tree import Node, read
from belplan.callplan.from_freepbx.carried import Carried, Left, Start
from belplan.callplan.hours import hours_data
from belplan.callplan.plan import Plan, branch_prefix
from belplan.callplan.textform import plan_data
from belplan.panel.editor.words import branch, sentence, title
from belplan.panel.names import Names, names_of
from belplan.panel.phrases import translated
from belplan.panel.plans.tree import Branch, Line
from belplan.tenancy.models import Company


@dataclass(frozen=True)
class ShownPlan:
    """A plan to be made, its steps as sentences."""

    plan: Plan
    steps: tuple[Line, ...]


@dataclass(frozen=True)
class Choice:
    """What may become a plan; `what` it leads to."""

    start: Start
    what: str
    chosen: bool


def plans_shown(carried: Carried, company: Company) -> list[ShownPlan]:
    """The plans to be made."""
    names = _names(carried, company)
    return [ShownPlan(plan, _lines(read(plan_data(plan)).steps, "", names)) for plan in carried.plans]


def choices(starts: Sequence[Start], chosen: Sequence[str]) -> list[Choice]:
    """All that may become a plan."""
    return [Choice(start, translated(start.what), start.id in chosen) for start in starts]


def left_shown(left: Sequence[Left]) -> list[tuple[str, str, str]]:
    """Where it stood, what it is, what to do instead."""
    return [(translated(one.where), translated(one.what), translated(one.instead)) for one in left]


def _names(carried: Carried, company: Company) -> Names:
    """The company's names, and those of what is to be made."""
    names = names_of(company)
    made = {f"hours/{one.key}": one.name for one in carried.hours}
    made |= {f"menu/{one.key}": one.name for one in carried.menus}
    made |= {f"plan/{one.key}": one.name for one in carried.plans}
    hours = {one.key: hours_data(one) for one in carried.hours}
    return Names({**names.known, **made}, company.country, {**names.hours, **hours})


def _lines(nodes: Sequence[Node], prefix: str, names: Names) -> tuple[Line, ...]:
    return tuple(_line(node, f"{prefix}{number}", names) for number, node in enumerate(nodes, start=1))


def _line(node: Node, place: str, names: Names) -> Line:
    branches = tuple(
        Branch(branch(node.kind, name), _lines(nested, branch_prefix(place, name), names))
        for name, nested in node.branches.items()
    )
    return Line(place, title(node.kind), sentence(node, names)[0], branches)
