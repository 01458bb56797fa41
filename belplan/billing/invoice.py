"""The lines of a company's monthly invoice, made of the history of its users' functions and the price list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Max, Min, Q, QuerySet

from belplan.billing.charges import Charge, Rate, Span, charges
from belplan.billing.models import FunctionUse
from belplan.billing.months import Month, month_of
from belplan.billing.prices import rates
from belplan.exchange.models import Person
from belplan.tenancy.models import Company


@dataclass(frozen=True)
class Line:
    """One line: a user, a function, and what its days at one price cost. Name and extension: the user's latest."""

    name: str
    extension: str
    function: str  # key
    charge: Charge


class Invoice:
    """One month of one company, up to and including `today` where the month is not over.

    The total is the sum of its lines. Lines are told of so many users at a time, by name.
    """

    def __init__(self, company: Company, month: Month, today: date) -> None:
        self.company, self.month, self.today = company, month, today
        self.complete = month.last < today
        self._rates = rates()

    def users(self) -> QuerySet[FunctionUse, Any]:
        """Who had a function that may cost something, in order; each as `person_id` and `shown`, their name."""
        return self._uses().order_by().values("person_id").annotate(shown=Max("name")).order_by("shown", "person_id")

    def lines(self, users: Iterable[dict[str, Any]]) -> Iterator[Line]:
        """The lines of these users."""
        pks = [user["person_id"] for user in users]
        uses: dict[int, list[FunctionUse]] = {pk: [] for pk in pks}
        for use in self._uses().filter(person__in=pks).order_by("function", "since"):
            uses[use.person_id].append(use)
        for of_one in uses.values():
            for function, group in groupby(of_one, key=lambda use: use.function):
                yield from self._lines(function, list(group))

    def _lines(self, function: str, uses: list[FunctionUse]) -> Iterator[Line]:
        spans, latest = [Span(use.since, use.until) for use in uses], uses[-1]
        for charge in charges(spans, self._rates[function], self.month, self.today):
            yield Line(latest.name, latest.extension, function, charge)

    def total(self) -> int:
        """Cents."""
        return totals(self.company, [self.month], self.today)[self.month]

    def _uses(self) -> QuerySet[FunctionUse]:
        uses = _within(self.company, self.month.first, self.month.last)
        return uses.filter(function__in=[key for key, known in self._rates.items() if any(r.cents for r in known)])


def months(company: Company, today: date) -> list[Month]:
    """From the one with the first function on, until now; the latest first."""
    began = FunctionUse.objects.for_company(company).aggregate(began=Min("since"))["began"]
    found: list[Month] = []
    month = month_of(today)
    while began and month >= month_of(began):
        found.append(month)
        month = month.before
    return found


def totals(company: Company, wanted: Iterable[Month], today: date) -> dict[Month, int]:
    """What each of these months comes to, in cents. Users with the same history are counted at once."""
    asked = list(wanted)
    if not asked:
        return {}
    prices = rates()
    histories = _histories(company, min(asked).first, max(asked).last)
    return {month: sum(_cents(one, prices, month, today) * n for one, n in histories.items()) for month in asked}


def this_month(person: Person, function: str, today: date) -> tuple[Charge, ...]:
    """What this month will cost where the user has the function from today to the month's end."""
    uses = FunctionUse.objects.for_company(person.company).filter(person=person.pk, function=function)
    spans = [Span(*row) for row in uses.order_by("since").values_list("since", "until")] if person.pk else []
    month = month_of(today)
    return charges((*spans, Span(today)), rates().get(function, ()), month, month.last)


History = tuple[str, tuple[Span, ...]]  # a function, and when one user had it


def _histories(company: Company, first: date, last: date) -> Counter[History]:
    rows = _within(company, first, last).order_by("person_id", "function", "since")
    told = rows.values_list("person_id", "function", "since", "until")
    return Counter(
        (function, tuple(Span(since, until) for _pk, _function, since, until in group))
        for (_pk, function), group in groupby(told, key=lambda row: (row[0], row[1]))
    )


def _cents(history: History, prices: dict[str, tuple[Rate, ...]], month: Month, today: date) -> int:
    function, spans = history
    return sum(charge.cents for charge in charges(spans, prices.get(function, ()), month, today))


def _within(company: Company, first: date, last: date) -> QuerySet[FunctionUse]:
    uses = FunctionUse.objects.for_company(company).filter(since__lte=last)
    return uses.filter(Q(until=None) | Q(until__gte=first))
