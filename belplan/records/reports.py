"""Finds calls for the reports: filters, pages that stay put while calls come in, and totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from django.db.models import Avg, Count, Q, QuerySet, Sum

from belplan.callevents import Direction
from belplan.records.models import CallParty, CallRecord
from belplan.tenancy.models import Company

PAGE = 50  # calls
COUNTED = 10_000  # calls at most that a page counts: more would make people wait, and tells them nothing
COUNTED_OWN = 500  # of one person's calls: PostgreSQL fetches all their long rows to count more
SEARCHED = 50_000  # calls at most that a search for words goes through, the newest of the period
RECEIVED = [Direction.INBOUND, Direction.INTERNAL]
MISSED = Q(ended__isnull=False, answered__isnull=True, direction__in=RECEIVED)
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
    """Of the calls that a filter finds, `more` when only the newest are reckoned. Durations in seconds."""

    calls: int
    answered: int
    missed: int
    talk: float
    average_ring: float
    more: bool = False


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


def taken_part(calls: QuerySet[CallRecord], company: Company, parties: Sequence[str]) -> QuerySet[CallRecord]:
    """Those of the company's calls that one of these made, was rung by or answered."""
    rows = CallParty.objects.for_company(company).filter(party__in=parties)
    return calls.filter(pk__in=rows.values("call_id"))


def within_reach(company: Company, wanted: CallFilter, reach: int = SEARCHED) -> CallFilter:
    """The same filter; one for words begins no earlier than the newest `reach` calls of its period do."""
    if not (wanted.text or wanted.number):
        return wanted
    period = CallFilter(since=wanted.since, until=wanted.until)
    oldest = find(company, period).values_list("started", flat=True)[reach - 1 : reach].first()
    return replace(wanted, since=oldest) if oldest else wanted


def page(calls: QuerySet[CallRecord], after: str = "", size: int = PAGE) -> Page:
    """The page behind the key `after` (an unknown key: the first page)."""
    if match := re.fullmatch(r"(\d{1,17})-(\d{1,18})", after):
        started, row = EPOCH + timedelta(microseconds=int(match[1])), int(match[2])
        # The first condition alone bounds the walk through the index, which databases do not see in the second.
        calls = calls.filter(started__lte=started).filter(Q(started__lt=started) | Q(id__lt=row))
    keys = list(calls.values_list("pk", flat=True)[: size + 1])  # from the index alone; the rows are long
    rows = calls.in_bulk(keys[:size])
    found = [rows[key] for key in keys[:size] if key in rows]
    return Page(found, _key(found[-1]) if len(keys) > size and found else "")


def totals(calls: QuerySet[CallRecord], at_most: int = COUNTED) -> Totals:
    """What the newest calls, `at_most` of them, amount to."""
    columns = calls.values("pk", "direction", "answered", "ended", "talk_seconds", "ring_seconds")
    sums = columns[: at_most + 1].aggregate(
        calls=Count("pk"),
        missed=Count("pk", filter=MISSED),  # before the count called answered, which hides the column of that name
        answered=Count("pk", filter=Q(answered__isnull=False)),
        talk=Sum("talk_seconds", default=0.0),
        average_ring=Avg("ring_seconds", default=0.0),
    )
    found = Totals(**sums)
    return replace(found, calls=at_most, more=True) if found.calls > at_most else found


def totals_of(rows: Sequence[CallRecord]) -> Totals:
    """What these amount to, where they are all that was found: the database need not look again."""
    missed = [row for row in rows if row.ended and not row.answered and row.direction in RECEIVED]
    ring = sum(row.ring_seconds for row in rows) / max(len(rows), 1)
    answered = sum(row.answered is not None for row in rows)
    return Totals(len(rows), answered, len(missed), sum(row.talk_seconds for row in rows), ring)


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
    text = text.strip().replace("\0", "").lower()
    if not text:
        return Q()
    found = Q(words__contains=text)
    return found | _number(text) if re.search(r"\d", text) else found


def _number(number: str) -> Q:
    # Stored numbers begin with the country code: a leading zero, + or 00 is only how people write them.
    digits = re.sub(r"\D", "", number).lstrip("0")
    return Q(words__contains=digits) if digits else Q()
