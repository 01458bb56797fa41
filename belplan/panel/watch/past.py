"""The way of a call through the plans as they were when it came: each step that it came to, in order, when and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from belplan.callevents import CallEvent, Phrase, PlanEntered, StepEntered
from belplan.callplan.plan import Plan, PlanError
from belplan.exchange.models import DraftPlan
from belplan.panel.names import Names
from belplan.panel.plans import published, tree
from belplan.panel.templatetags.panel import seconds
from belplan.publishing.models import PublishedPlanRow
from belplan.tenancy.models import Company


@dataclass
class Entered:
    """A plan that the call went into, and why it came to each place there."""

    plan: str
    version: int
    places: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Way:
    """One plan with the call's way lit up. Without `steps` where that version can't be shown any more.

    `diversions` are those that the call met, by name.
    """

    plan: str
    name: str
    version: int
    diversions: tuple[tuple[str, tuple[tree.Line, ...]], ...] = ()
    steps: tuple[tree.Line, ...] | None = None


def entered(facts: Iterable[CallEvent], names: Names) -> list[Entered]:
    """The plans in the order in which the call went through them."""
    in_order = sorted({fact.seq: fact for fact in facts}.values(), key=lambda fact: fact.seq)
    found: list[Entered] = []
    start, number = (in_order[0].at if in_order else 0.0), 0
    for fact in in_order:
        if isinstance(fact, PlanEntered):
            found.append(Entered(fact.plan, fact.version))
        elif isinstance(fact, StepEntered) and found:
            number += 1
            found[-1].places[fact.step] = told(number, fact.at - start, fact.reason, names)
    return found


def told(number: int, at: float, reason: Phrase, names: Names) -> str:
    """Why a call came to a step: its number in the call, when (seconds into the call), and the reason."""
    return f"{number} · {seconds(at)} · {names.sentence(reason)}"


def ways(company: Company, facts: Iterable[CallEvent], names: Names) -> list[Way]:
    """Each of them with its steps."""
    return [_way(company, one, names) for one in entered(facts, names)]


def _way(company: Company, one: Entered, names: Names) -> Way:
    name, plan = names.of("plan", one.plan), _plan(company, one)
    if plan is None:
        return Way(one.plan, name, one.version)
    diversions = ((d.name, tree.under(d, names, one.places)) for d in plan.diversions)
    met = tuple((name, steps) for name, steps in diversions if any(line.lit for line in steps))
    return Way(one.plan, name, one.version, met, tree.lines(plan, names, one.places))


def _plan(company: Company, one: Entered) -> Plan | None:
    draft = DraftPlan.objects.for_company(company).filter(key=one.plan).first()
    row = PublishedPlanRow.objects.for_company(company).filter(key=one.plan, version=one.version).first()
    try:
        return published.in_force(draft, row) if draft and row else None
    except PlanError:
        return None
