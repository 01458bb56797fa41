"""What a function that was on for some days of a month costs. All amounts are whole cents of a euro, without VAT."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from belplan.billing.months import Month


@dataclass(frozen=True)
class Span:
    """Days on which a function was on, the last one included; `until` None: it still is."""

    since: date
    until: date | None = None


@dataclass(frozen=True)
class Rate:
    """A price in cents a month, from a day on until the next rate."""

    since: date
    cents: int


@dataclass(frozen=True)
class Charge:
    """So many days at one price. `first` and `last`: the first and last of these days."""

    first: date
    last: date
    days: int
    rate: int  # cents a month
    cents: int  # what it comes to


def rate_on(rates: Sequence[Rate], day: date) -> int:
    """Cents a month on this day; 0 before the first rate. `rates` in order of time."""
    return next((rate.cents for rate in reversed(rates) if rate.since <= day), 0)


def pro_rata(rate: int, days: int, length: int) -> int:
    """The part of a price for some days of a month of this length, half a cent rounded up."""
    return (2 * rate * days + length) // (2 * length)


def charges(spans: Iterable[Span], rates: tuple[Rate, ...], month: Month, until: date) -> tuple[Charge, ...]:
    """What one user's function costs in a month, counted up to and including the day `until`.

    A calendar day (of the company's zone) counts whole, and once, when the function was on at any moment of it. The
    days at one price make one charge: price x days / days of the calendar month, rounded half up to the cent. So a
    whole month at one price costs exactly that price, however often it was switched. Free days make no charge.
    """
    first, last = month.first, min(month.last, until)
    within = ((max(span.since, first), min(span.until or last, last)) for span in spans)
    return _charges(tuple((begin, end) for begin, end in within if begin <= end), rates, month)


@lru_cache(4096)  # of a whole company most users have the same days
def _charges(spans: tuple[tuple[date, date], ...], rates: tuple[Rate, ...], month: Month) -> tuple[Charge, ...]:
    at: dict[int, list[date]] = {}
    for day in _days(spans):
        at.setdefault(rate_on(rates, day), []).append(day)
    return tuple(
        Charge(days[0], days[-1], len(days), rate, pro_rata(rate, len(days), month.length))
        for rate, days in at.items()
        if rate
    )


def _days(spans: Iterable[tuple[date, date]]) -> list[date]:
    """Each day once, in order."""
    return sorted({begin + timedelta(days=n) for begin, end in spans for n in range((end - begin).days + 1)})
