"""Finds calls for the reports: filters, pages that stay put while calls come in, and totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from django.db.models import Avg, Count, FilteredRelation, Q, QuerySet, Sum

from belplan.callevents import Direction
from belplan.records.models import CallRecord
from belplan.tenancy.models import Company

PAGE = 50  # calls
COUNTED = 10_000  # calls at most that a page counts: more would make people wait, and tells them nothing
COUNTED_OWN = 500  # of one person's calls: each is a long row to be fetched
SEARCHED = 50_000  # calls at most that a search for words goes through, the newest of the period
SEARCHED_OWN = 5_000  # of one person's
RECEIVED = [Direction.INBOUND, Direction.INTERNAL]
MISSED = Q(ended__isnull=False, answered__isnull=True, direction__in=RECEIVED)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Calls = QuerySet[CallRecord] | Sequence[QuerySet[CallRecord]]  # newest first; several: one person's, by `taken_part`


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


def taken_part(company: Company, wanted: CallFilter, parties: Sequence[str]) -> list[QuerySet[CallRecord]]:
    """Those of the calls that each of these made, was rung by or answered: for each party in the order of its index.

    A call may be in several of them.
    """
    return [_of_party(find(company, wanted), company, wanted, party) for party in parties]


def _of_party(calls: QuerySet[CallRecord], company: Company, wanted: CallFilter, party: str) -> QuerySet[CallRecord]:
    relation = FilteredRelation("parties", condition=Q(parties__company=company, parties__party=party))
    mine = calls.annotate(mine=relation).filter(Q(mine__party=party) & _period(wanted, "mine__started"))
    return mine.order_by("-mine__started", "-mine__call")


def within_reach(
    company: Company, wanted: CallFilter, parties: Sequence[str] | None = None, reach: int = 0
) -> CallFilter:
    """The same filter; one for words begins no earlier than the newest `reach` calls of its period do."""
    if not (wanted.text or wanted.number):
        return wanted
    period = CallFilter(since=wanted.since, until=wanted.until)
    calls = [find(company, period)] if parties is None else taken_part(company, period, parties)
    reach = reach or (SEARCHED if parties is None else SEARCHED_OWN)
    oldest = [last for walk in calls for last in walk.values_list("started", flat=True)[reach - 1 : reach]]
    return replace(wanted, since=max(oldest)) if oldest else wanted


def page(calls: Calls, after: str = "", size: int = PAGE) -> Page:
    """The page behind the key `after` (an unknown key: the first page)."""
    if match := re.fullmatch(r"(\d{1,17})-(\d{1,18})", after):
        calls = _before(calls, EPOCH + timedelta(microseconds=int(match[1])), int(match[2]))
    keys = [row.pk for row in newest(calls, size + 1)]  # from the indices alone; the rows are long
    rows: dict[int, CallRecord] = {}
    for walk in walks(calls):
        rows |= walk.in_bulk([key for key in keys[:size] if key not in rows])
    found = [rows[key] for key in keys[:size] if key in rows]
    return Page(found, _key(found[-1]) if len(keys) > size and found else "")


def _before(calls: Calls, started: datetime, row: int) -> Calls:
    # The first condition alone bounds the walk through the index, which databases do not see in the second.
    earlier = Q(started__lte=started) & (Q(started__lt=started) | Q(id__lt=row))
    return narrowed(calls, earlier if isinstance(calls, QuerySet) else earlier & Q(mine__started__lte=started))


def narrowed(calls: Calls, condition: Q) -> Calls:
    """Those for which this holds."""
    return calls.filter(condition) if isinstance(calls, QuerySet) else [walk.filter(condition) for walk in calls]


def walks(calls: Calls) -> Sequence[QuerySet[CallRecord]]:
    """The queries behind them."""
    return [calls] if isinstance(calls, QuerySet) else calls


def newest(calls: Calls, count: int, *columns: str) -> list[Any]:
    """Started, pk and these columns of the newest ones, each call once."""
    found = [walk.values_list("started", "pk", *columns, named=True)[:count] for walk in walks(calls)]
    if len(found) == 1:
        return list(found[0])
    rows = {row for walk in found for row in walk}
    return sorted(rows, key=lambda row: (row.started, row.pk), reverse=True)[:count]


def totals(calls: Calls, at_most: int = COUNTED) -> Totals:
    """What the newest calls, `at_most` of them, amount to."""
    if not isinstance(calls, QuerySet):
        rows = newest(calls, at_most + 1, "direction", "answered", "ended", "talk_seconds", "ring_seconds")
        return replace(totals_of(rows[:at_most]), more=len(rows) > at_most)
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


def totals_of(rows: Sequence[Any]) -> Totals:
    """What these amount to, where they are all that was found: the database need not look again."""
    missed = [row for row in rows if row.ended and not row.answered and row.direction in RECEIVED]
    ring = sum(row.ring_seconds for row in rows) / max(len(rows), 1)
    answered = sum(row.answered is not None for row in rows)
    return Totals(len(rows), answered, len(missed), sum(row.talk_seconds for row in rows), ring)


def _key(row: CallRecord) -> str:
    return f"{(row.started - EPOCH) // timedelta(microseconds=1)}-{row.pk}"


def _period(wanted: CallFilter, moment: str = "started") -> Q:
    condition = Q()
    if wanted.since:
        condition &= Q((f"{moment}__gte", wanted.since))
    if wanted.until:
        condition &= Q((f"{moment}__lt", wanted.until))
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
