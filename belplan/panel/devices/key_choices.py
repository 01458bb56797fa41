"""What a lamp key may watch, found by name: a colleague, or a diversion of a call plan, which the key switches too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from belplan.engine.feature_codes import diversion_code
from belplan.exchange.models import DraftPlan, Person
from belplan.exchange.models.line_keys import LineKey
from belplan.panel.people.search import found
from belplan.panel.plans.published import lines
from belplan.tenancy.models import Company

MOST = 8  # that are offered at once
_LABEL = 40  # characters


@dataclass(frozen=True)
class Choice:
    """One of them: what is sent back for it, what people read, and the key that it makes."""

    value: str
    title: str
    key: LineKey


def choices(company: Company, words: str) -> list[Choice]:
    """Those that match; none without words."""
    return list(islice(_all(company, words), MOST)) if words else []


def chosen(company: Company, value: str) -> LineKey | None:
    """The key for a choice that came back; None when it is gone meanwhile."""
    kind, _, which = value.partition("-")
    if kind == "person" and which.isdecimal():
        people = found(company, "").filter(pk=int(which)).exclude(extension="")
        return next((_colleague(person).key for person in people), None)
    return next((choice.key for choice in _diversions(company) if choice.value == value), None)


def _all(company: Company, words: str) -> Iterator[Choice]:
    yield from map(_colleague, found(company, words).exclude(extension="")[:MOST])
    yield from (choice for choice in _diversions(company) if words.lower() in choice.title.lower())


def _colleague(person: Person) -> Choice:
    key = LineKey("blf", person.extension, person.name[:_LABEL])
    return Choice(f"person-{person.pk}", f"{person.name} ({person.extension})", key)


def _diversions(company: Company) -> Iterator[Choice]:
    """Of the published plans that have an internal number, without which there is no code."""
    for line in lines(company):
        diversions = line.version.tree.get("diversions", []) if line.version and line.draft.internal else []
        for place, diversion in enumerate(diversions, start=1):
            yield _diversion(line.draft, place, str(diversion["name"]))


def _diversion(plan: DraftPlan, place: int, name: str) -> Choice:
    code = diversion_code(plan.internal, place)
    return Choice(f"plan-{plan.pk}-{place}", f"{name} ({plan.name})", LineKey("blf", code, name[:_LABEL]))
