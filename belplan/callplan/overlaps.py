"""Finds times of opening hours that lie over each other: harmless to calls, but one of the two is a slip of the pen.

Asked when people save hours, never when a published plan is loaded: what was published once loads for ever.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from belplan.callevents import Phrase, phrase
from belplan.callplan.hours import DAY_NAMES, Entry, Hours, Span
from belplan.callplan.public_holidays import holidays_of

_YEARS = (2027, 2028)  # what comes every year is looked at in an ordinary year and in a leap year
_WEEK = [dt.date(2027, 1, 4) + dt.timedelta(days=n) for n in range(7)]
_DAY = dt.timedelta(days=1)
_MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class Overlap:
    """Two entries of opening hours by their place (from 0), the second perhaps the first itself."""

    first: int
    second: int
    text: Phrase


@dataclass(frozen=True)
class _Piece:
    """What a span covers of a day, in minutes."""

    place: int
    entry: Entry
    span: Span
    start: int
    end: int


def overlaps(hours: Hours) -> tuple[Overlap, ...]:
    """Each pair of entries with times in common on a day over which both decide, in their order."""
    weekly = Hours(key=hours.key, name=hours.name, entries=tuple(entry for entry in hours.entries if entry.days))
    found: dict[tuple[int, int], Overlap] = {}
    for judged, days in ((weekly, _WEEK), (hours, _special(hours))):
        for day in days:
            for one, other in combinations(_pieces(judged, hours.entries, day), 2):
                if one.start < other.end and other.start < one.end:
                    pair = (one, other) if one.place <= other.place else (other, one)
                    found.setdefault((pair[0].place, pair[1].place), _overlap(*pair, day))
    return tuple(found[places] for places in sorted(found))


def _special(hours: Hours) -> list[dt.date]:
    """The days over which a date or a holiday decides, each with the day into which its evening runs."""
    days = {day for entry in hours.entries for day in _dates(entry)}
    return sorted(days | {day + _DAY for day in days})


def _dates(entry: Entry) -> Iterator[dt.date]:
    if entry.once:
        yield dt.date.fromisoformat(entry.date)
    for year in _YEARS:
        if entry.holidays:
            yield from holidays_of(entry.holidays, year)
        elif entry.date and not entry.once and (entry.date != "02-29" or year % 4 == 0):
            yield dt.date.fromisoformat(f"{year}-{entry.date}")


def _pieces(hours: Hours, entries: tuple[Entry, ...], day: dt.date) -> list[_Piece]:
    """What the spans cover of a day that begin on it, and those that the day before brings along."""
    places = {id(entry): place for place, entry in enumerate(entries)}
    today, before = hours.day(day), hours.day(day - _DAY)
    found = []
    for entry in today.entries:
        for span in entry.spans:
            end = _MIDNIGHT if span.over_midnight else _minutes(span.end)
            found.append(_Piece(places[id(entry)], entry, span, _minutes(span.start), end))
    for entry in before.entries if before.rank >= today.rank else ():
        evenings = (span for span in entry.spans if span.over_midnight and _minutes(span.end))
        found += [_Piece(places[id(entry)], entry, span, 0, _minutes(span.end)) for span in evenings]
    return found


def _minutes(at: dt.time) -> int:
    return at.hour * 60 + at.minute


def _overlap(one: _Piece, other: _Piece, day: dt.date) -> Overlap:
    when: Phrase | str = DAY_NAMES[day.weekday()]
    if not (one.entry.days and other.entry.days):
        when = day.isoformat()
    if one.place == other.place:
        text = phrase(
            "{entry}: its times {one} and {other} overlap on {day}: change one of them",
            entry=one.entry.described(), one=one.span, other=other.span, day=when,
        )  # fmt: skip
    else:
        text = phrase(
            "'{one}' and '{other}' overlap on {day}: change the times of one of them",
            one=one.entry.described(), other=other.entry.described(), day=when,
        )  # fmt: skip
    return Overlap(one.place, other.place, text)
