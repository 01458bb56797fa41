"""Scenarios: calls that are saved with a plan, with how they should go, and tried before each of its versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from belplan.callevents import Phrase, phrase
from belplan.callplan.plan import PublishedPlan, walk_plan
from belplan.callplan.published import load_published, published_data
from belplan.engine.snapshot import CompanySnapshot, PlanEntry
from belplan.publishing import hooks
from belplan.publishing.models import Scenario
from belplan.publishing.problems import Broken, Told
from belplan.publishing.snapshots import snapshot_of
from belplan.tenancy.models import Company

MOST = 50  # a plan


@dataclass(frozen=True)
class Case:
    """A call to be tried. `at` is the company's wall clock, "2026-11-22T15:00"."""

    dialled: str
    at: str
    caller: str = ""  # empty when withheld
    behaviours: Mapping[str, str] = field(default_factory=dict)  # by party, by name (switch.behaviour.BY_NAME)
    keys: tuple[tuple[float, str], ...] = ()  # pressed by the caller: seconds from the start, key
    diversions: Mapping[str, str] = field(default_factory=dict)  # that are switched on: by plan, by name

    def moment(self, company: Company) -> datetime:
        """When, with the company's time zone. Raises ValueError."""
        return datetime.fromisoformat(self.at).replace(tzinfo=ZoneInfo(company.timezone))


def with_plan(about: CompanySnapshot, published: PublishedPlan) -> CompanySnapshot:
    """What the engine would know of a company once this version were in force."""
    entry = msgspec.convert(published_data(published), PlanEntry)
    others = tuple(plan for plan in about.plans if plan.key != entry.key)
    return msgspec.structs.replace(about, plans=(*others, entry))


def how_it_goes(about: CompanySnapshot, case: Case, company: Company) -> Told:
    """Try a call by the plans of this snapshot. Raises ValueError with a sentence where it cannot be tried."""
    path, outcome = hooks.foretell(about, case, case.moment(company))
    plans = {entry.key: load_published(msgspec.structs.asdict(entry)) for entry in about.plans}
    sentences = {key: _sentences(published) for key, published in plans.items()}
    return Told(tuple(sentences[plan][step] for plan, step in path), outcome)


def broken(company: Company, candidate: PublishedPlan) -> tuple[Broken, ...]:
    """The plan's scenarios that would not go as saved if this version were in force."""
    scenarios = list(Scenario.objects.for_company(company).filter(key=candidate.plan.key))
    if not scenarios:
        return ()
    about = with_plan(snapshot_of(company), candidate)
    found = ((row, _found(about, case_of(row), company)) for row in scenarios)
    return tuple(Broken(row.name, wanted_of(row), told) for row, told in found if told != wanted_of(row))


def accept(company: Company, candidate: PublishedPlan) -> None:
    """Let every scenario of this plan want what now happens."""
    about = with_plan(snapshot_of(company), candidate)
    for row in Scenario.objects.for_company(company).filter(key=candidate.plan.key):
        try:
            row.wanted = told_data(how_it_goes(about, case_of(row), company))
        except ValueError:
            continue  # what cannot be tried now stays as it was wanted
        row.store()


def _found(about: CompanySnapshot, case: Case, company: Company) -> Told:
    """How it goes; the sentence why not where it cannot be tried."""
    try:
        return how_it_goes(about, case, company)
    except ValueError as problem:
        return Told((phrase("{problem}", problem=problem),), "")


def case_of(row: Scenario) -> Case:
    """The call that a scenario tries."""
    return msgspec.convert(row.case, Case)


def wanted_of(row: Scenario) -> Told:
    """How it should go."""
    return msgspec.convert(row.wanted, Told)


def told_data(told: Told) -> dict[str, Any]:
    """How a call goes, as plain data."""
    data: dict[str, Any] = msgspec.to_builtins(told)
    return data


def _sentences(published: PublishedPlan) -> dict[str, Phrase]:
    return {place: step.component.summary() for place, step in walk_plan(published.plan)}
