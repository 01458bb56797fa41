"""Finds calls for the reports: filters, pages that stay put while calls come in, and totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from django.db.models import Avg, Count, Q, QuerySet, Sum

from belplan.callevents import Direction
from belplan.records.models import CallRecord
from belplan.tenancy.models import Company

PAGE = 50  # calls
MISSED = Q(ended__isnull=False, answered__isnull=True) & ~Q(direction=Direction.OUTBOUND)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class CallFilter:
    """Which calls; what is empty does not filter. The period is from `since` up to, not including, `until`."""

    since: datetime | None = None
    until: datetime | None = None
    direction: Direction | None = None
    number: str = ""  # a part of the caller's number or the number dialled, as people write it
    result: Literal["", "answered", "missed", "running"] = ""
    plan: str = ""  # its key
    text: str = ""  # a part of a name, number, plan or party


@dataclass(frozen=True)
class Page:
    """Calls, newest first; `next` is the key of the page after this one, empty on the last."""

    calls: Sequence[CallRecord]
    next: str


@dataclass(frozen=True)
class Totals:
    """Of all calls that a filter finds. Durations in seconds."""

    calls: int
    answered: int
    missed: int
    talk: float
    average_ring: float


def find(company: Company, wanted: CallFilter = CallFilter()) -> QuerySet[CallRecord]:
    """The company's calls that the filter lets through, newest first."""
    conditions = _period(wanted) & _result(wanted) & _text(wanted.text)
    if wanted.direction:
        conditions &= Q(direction=wanted.direction)
    if wanted.number:
        conditions &= _number(wanted.number)
    if wanted.plan:
        conditions &= Q(plan=wanted.plan)
    return CallRecord.objects.for_company(company).filter(conditions).order_by("-started", "-id")


def page(calls: QuerySet[CallRecord], after: str = "", size: int = PAGE) -> Page:
    """The page behind the key `after` (an unknown key: the first page)."""
    if match := re.fullmatch(r"(\d{1,17})-(\d{1,18})", after):
        started, row = EPOCH + timedelta(microseconds=int(match[1])), int(match[2])
        calls = calls.filter(Q(started__lt=started) | Q(started=started, id__lt=row))
    found = list(calls[: size + 1])
    return Page(found[:size], _key(found[size - 1]) if len(found) > size else "")


def totals(calls: QuerySet[CallRecord]) -> Totals:
    """What the calls amount to."""
    sums = calls.order_by().aggregate(
        calls=Count("id"),
        missed=Count("id", filter=MISSED),  # before the count called answered, which hides the column of that name
        answered=Count("id", filter=Q(answered__isnull=False)),
        talk=Sum("talk_seconds", default=0.0),
        average_ring=Avg("ring_seconds", default=0.0),
    )
    return Totals(**sums)


def _key(row: CallRecord) -> str:
    return f"{(row.started - EPOCH) // timedelta(microseconds=1)}-{row.pk}"


def _period(wanted: CallFilter) -> Q:
    condition = Q()
    if wanted.since:
        condition &= Q(started__gte=wanted.since)
    if wanted.until:
        condition &= Q(started__lt=wanted.until)
    return condition


def _result(wanted: CallFilter) -> Q:
    return {
        "": Q(),
        "answered": Q(answered__isnull=False),
        "missed": MISSED,
        "running": Q(ended__isnull=True),
    }[wanted.result]


def _text(text: str) -> Q:
    text = text.strip().replace("\0", "")
    if not text:
        return Q()
    found = Q(caller_name__icontains=text) | Q(plan__icontains=text) | Q(answered_by__icontains=text)
    return found | _number(text) if re.search(r"\d", text) else found


def _number(number: str) -> Q:
    # Stored numbers begin with the country code: a leading zero, + or 00 is only how people write them.
    digits = re.sub(r"\D", "", number).lstrip("0")
    return Q(caller__contains=digits) | Q(dialled__contains=digits) if digits else Q()
