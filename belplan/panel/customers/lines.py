"""Companies as the list shows them: what they have, and how they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from belplan.exchange.models import Number, Person
from belplan.identity.models import HelpConsent
from belplan.records.models import CallRecord
from belplan.tenancy.models import Company


@dataclass(frozen=True)
class Line:
    """One company."""

    company: Company
    numbers: int
    people: int
    last_call: datetime | None
    may_help: bool


def lines(found: QuerySet[Company], now: datetime) -> list[Line]:
    """All of them in a handful of queries, however many there are."""
    numbers = Counter(Number.everywhere.filter(company__in=found).values_list("company", flat=True))
    people = Counter(Person.everywhere.filter(company__in=found).values_list("company", flat=True))
    calls = CallRecord.everywhere.filter(company__in=found).values("company").annotate(last=Max("started"))
    last = {row["company"]: row["last"] for row in calls.order_by()}
    allowed = set(HelpConsent.everywhere.filter(company__in=found, ends__gt=now).values_list("company", flat=True))
    return [Line(c, numbers[c.pk], people[c.pk], last.get(c.pk), c.pk in allowed) for c in found]
