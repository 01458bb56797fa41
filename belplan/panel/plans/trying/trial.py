"""What is tried: the draft as it would be in force, or the version that is; and a call that goes through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from belplan.callplan.plan import Plan, walk_plan
from belplan.callplan.published import load_published
from belplan.engine.snapshot import CompanySnapshot
from belplan.engine.state import CompanyState
from belplan.exchange.models import DraftPlan
from belplan.panel.names import Names
from belplan.panel.plans import tree
from belplan.panel.simulator.foretold import foretold
from belplan.publishing.candidate import candidate
from belplan.publishing.models import PublishedPlanRow
from belplan.publishing.scenarios import Case, with_plan
from belplan.publishing.snapshots import snapshot_of
from belplan.records.fold import PathStep
from belplan.records.foretelling import Foretold

DRAFT, IN_FORCE = "draft", "in-force"


@dataclass(frozen=True)
class Walked:
    """A plan that a call came through: its steps, of which some are lit, behind those of a diversion that it met."""

    plan: Plan
    diversion: str
    diversion_steps: tuple[tree.Line, ...]
    steps: tuple[tree.Line, ...]


@dataclass(frozen=True)
class Trial:
    """A plan, and all that the engine would know once it were in force."""

    of: str
    plan: Plan
    about: CompanySnapshot

    def call(self, case: Case, at: datetime) -> Foretold:
        """What would happen. Diversions are as published, but for those that the case switches on.

        Raises CannotForetell, and OSError where set-up has not made the prompts.
        """
        state = CompanyState(diversions={plan: {name: True} for plan, name in case.diversions.items()})
        return foretold(case, at, self.about, state)

    def walked(self, path: tuple[PathStep, ...], names: Names) -> list[Walked]:
        """This plan, then those in which the call went on, with the path lit."""
        keys = dict.fromkeys([self.plan.key, *(step.plan for step in path)])
        return [self._walked(key, path, names) for key in keys]

    def sentence(self, key: str, place: str, names: Names) -> str:
        """A step of any of the plans as one plain sentence."""
        step = next(step for at, step in walk_plan(self._plan(key)) if at == place)
        return names.sentence(step.component.summary())

    def _walked(self, key: str, path: tuple[PathStep, ...], names: Names) -> Walked:
        plan = self._plan(key)
        why = {step.step: _because(names.sentence(step.reason)) for step in path if step.plan == key}
        met = next((d for d in plan.diversions if any(place.startswith(f"{d.name}: ") for place in why)), None)
        under = tree.under(met, names, why) if met else ()
        return Walked(plan, met.name if met else "", under, tree.lines(plan, names, why))

    def _plan(self, key: str) -> Plan:
        if key == self.plan.key:
            return self.plan
        entry = next(plan for plan in self.about.plans if plan.key == key)
        return load_published(msgspec.structs.asdict(entry)).plan


def trial(draft: DraftPlan, of: str) -> Trial:
    """The draft, or the version in force where there is one. Raises PublishError for a draft that isn't ready."""
    about = snapshot_of(draft.company)
    if of == IN_FORCE and (entry := next((plan for plan in about.plans if plan.key == draft.key), None)):
        return Trial(IN_FORCE, load_published(msgspec.structs.asdict(entry)).plan, about)
    ready = candidate(draft.company, draft.key)
    return Trial(DRAFT, ready.plan, with_plan(about, ready))


def wanted(query: Mapping[str, str], draft: DraftPlan) -> str:
    """Which of both an address asks for: the draft, unless it says otherwise and something is in force."""
    published = PublishedPlanRow.objects.for_company(draft.company).filter(key=draft.key)
    return IN_FORCE if query.get("of") == IN_FORCE and published.exists() else DRAFT


def _because(reason: str) -> str:
    return reason[:1].upper() + reason[1:]
