"""A company's phonebook as one list by name: colleagues, call plans and the contacts that all share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Lower

from belplan.exchange.models import DraftPlan, Number, Person, PhonebookEntry
from belplan.tenancy.models import Company

Kind = Literal["person", "plan", "contact"]
KINDS: tuple[Kind, ...] = ("person", "plan", "contact")
SHORTEST = 3  # digits of an external number that say something


@dataclass(frozen=True)
class Line:
    """One number of somebody: as stored, an internal one as it is dialled inside."""

    number: str
    internal: bool = False
    contact: PhonebookEntry | None = None  # the row that it comes from

    @property
    def uri(self) -> str:
        """What a browser hands to the telephone that calls it."""
        return uri(self.number, internal=self.internal)


@dataclass(frozen=True)
class Entry:
    """Whoever stands in the phonebook, with all numbers. `row` is the colleague or the plan; a contact has none."""

    kind: Kind
    name: str
    lines: tuple[Line, ...]
    row: Person | DraftPlan | None = None


class Found:
    """Those who match, in the order of their names; a part of them is asked for as of a list."""

    def __init__(self, company: Company, words: str = "", kind: Kind | None = None) -> None:
        """`words`: parts of a name, or of a number as people write it; empty for everybody. `kind` None: all kinds."""
        self.company = company
        self._parts = [_NAMED[name](company, words) for name in KINDS if kind in (None, name)]
        self._rows = self._parts[0].union(*self._parts[1:]).order_by("sort", "what", "ref")

    def count(self) -> int:
        """How many there are. Counted by kind, which spares the database from putting all in order."""
        return sum(part.count() for part in self._parts)

    def __getitem__(self, part: slice) -> list[Entry]:
        """So many of them, with their numbers: at most six queries."""
        return _entries(self.company, [(row["what"], row["ref"]) for row in self._rows[part]])


def uri(number: str, *, internal: bool = False) -> str:
    """A stored number as an address to call (RFC 3966); an internal one as apps take it, without its context."""
    return f"tel:{number}" if internal else f"tel:+{number}"


def part_of_number(words: str) -> str:
    """The digits, as stored, of what people wrote of an external number: 02 580 → 2580; empty where it is none."""
    if re.search(r"[^\d\s+()./-]", words):
        return ""
    digits = re.sub(r"\D", "", words).lstrip("0")
    return digits if len(digits) >= SHORTEST else ""


def _people(company: Company, words: str) -> QuerySet[Any, dict[str, Any]]:
    rows = Person.objects.for_company(company)
    return _as_rows(rows.filter(_named(words) | Q(extension__contains=words)), "person", "key")


def _plans(company: Company, words: str) -> QuerySet[Any, dict[str, Any]]:
    """Only plans that somebody can dial."""
    numbers = Number.objects.for_company(company).exclude(plan=None)
    matches = _named(words) | Q(internal__contains=words)
    if digits := part_of_number(words):
        matches |= Q(pk__in=numbers.filter(digits__contains=digits).values("plan"))
    dialled = ~Q(internal="") | Q(pk__in=numbers.values("plan"))
    return _as_rows(DraftPlan.objects.for_company(company).filter(matches & dialled), "plan", "key")


def _contacts(company: Company, words: str) -> QuerySet[Any, dict[str, Any]]:
    """Who has several numbers stands here once."""
    matches = _named(words)
    if digits := part_of_number(words):
        matches |= Q(number__contains=digits)
    return _as_rows(PhonebookEntry.objects.for_company(company).filter(matches).distinct(), "contact", "name")


_NAMED = {"person": _people, "plan": _plans, "contact": _contacts}


def _named(words: str) -> Q:
    """All the words in the name."""
    matches = Q()
    for word in words.split():
        matches &= Q(name__icontains=word)
    return matches


def _as_rows(rows: QuerySet[Any], what: Kind, ref: str) -> QuerySet[Any, dict[str, Any]]:
    named = {"sort": Lower("name"), "what": Value(what, output_field=CharField()), "ref": F(ref)}
    columns: QuerySet[Any, dict[str, Any]] = rows.order_by().annotate(**named).values(*named)
    return columns


def _entries(company: Company, found: list[tuple[Kind, str]]) -> list[Entry]:
    refs = {kind: [ref for what, ref in found if what == kind] for kind in KINDS}
    known: dict[tuple[Kind, str], Entry] = {}
    for person in Person.objects.for_company(company).filter(key__in=refs["person"]):
        known["person", person.key] = Entry("person", person.name, (Line(person.extension, internal=True),), person)
    for plan in _with_numbers(company, refs["plan"]):
        known["plan", plan.key] = Entry("plan", plan.name, _lines_of(plan), plan)
    for name, lines in _lines_of_contacts(company, refs["contact"]).items():
        known["contact", name] = Entry("contact", name, lines)
    return [known[row] for row in found if row in known]


def _with_numbers(company: Company, keys: list[str]) -> QuerySet[DraftPlan]:
    return DraftPlan.objects.for_company(company).filter(key__in=keys).prefetch_related("numbers")


def _lines_of(plan: DraftPlan) -> tuple[Line, ...]:
    internal = (Line(plan.internal, internal=True),) if plan.internal else ()
    return (*internal, *(Line(number.digits) for number in plan.numbers.all()))


def _lines_of_contacts(company: Company, names: Iterable[str]) -> dict[str, tuple[Line, ...]]:
    lines: dict[str, list[Line]] = defaultdict(list)
    for row in PhonebookEntry.objects.for_company(company).filter(name__in=names).order_by("number"):
        lines[row.name].append(Line(row.number, contact=row))
    return {name: tuple(of_name) for name, of_name in lines.items()}
