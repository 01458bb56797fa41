"""Time groups ("09:00-17:00|mon-fri|*|*": times, weekdays, days of the month, months) as opening hours.

There a moment counts when any line holds; here a date decides over its weekday. Both say the same unless a group has
lines for weekdays and lines for part of a date.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from belplan.callplan.hours_entry import WEEKDAYS, Entry

DAY = 24 * 60  # minutes
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LEAP_YEAR = 2000
_MOST_ENTRIES = 400
_MOST_SPANS = 24  # of one entry

Piece = tuple[int, int]  # minutes of a day, the end after the start


@dataclass
class Times:
    """What a group's lines come to. `refused`: lines that can't be said here; `mixed`: see above."""

    entries: tuple[Entry, ...] = ()
    refused: list[str] = field(default_factory=list)
    mixed: bool = False


def times_of(lines: Iterable[str]) -> Times:
    """Opening hours of a time group."""
    times, weekly, dated = Times(), dict[str, list[Piece]](), dict[str, list[Piece]]()
    for line in lines:
        try:
            pieces, days, dates = _line(line)
        except ValueError:
            times.refused.append(line)
            continue
        for into, names in ((dated, dates), (weekly, () if dates else days)):
            for name in names:
                into.setdefault(name, []).extend(pieces)
    times.mixed = bool(weekly) and any(_joined(pieces) != [(0, DAY)] for pieces in dated.values())
    times.entries = (*_by_day(weekly), *_by_date(dated))
    if len(times.entries) > _MOST_ENTRIES or any(len(entry.spans) > _MOST_SPANS for entry in times.entries):
        return Times(refused=list(lines))
    return times


def _line(text: str) -> tuple[list[Piece], Sequence[str], Sequence[str]]:
    """Times, weekdays and dates of a line. Raises ValueError for what is not understood or can't be said here."""
    clock, days, of_month, months, *_zone = [*(part.strip().lower() for part in text.split("|")), "*", "*", "*"]
    weekdays = _listed(days, WEEKDAYS)
    if of_month == "*" and months == "*":
        return _pieces(clock), weekdays, ()
    if len(weekdays) < len(WEEKDAYS):
        raise ValueError("a weekday of some dates only")
    numbers = [str(number) for number in range(1, 32)]
    dates = [_date(month, day) for month in _listed(months, MONTHS) for day in _listed(of_month, numbers)]
    return _pieces(clock), weekdays, [date for date in dates if date]


def _date(month: str, day: str) -> str:
    number = MONTHS.index(month) + 1
    return f"{number:02}-{int(day):02}" if int(day) <= calendar.monthrange(_LEAP_YEAR, number)[1] else ""


def _listed(text: str, known: Sequence[str]) -> list[str]:
    """The names of "mon-fri", of "sat&sun", of "nov-feb" (over the end), or all for "*"."""
    if text in ("*", ""):
        return list(known)
    found: list[str] = []
    for part in text.split("&"):
        first, dash, last = (side.strip().lstrip("0") for side in part.partition("-"))
        start = known.index(first)
        count = (known.index(last) - start) % len(known) if dash else 0
        found += [known[(start + n) % len(known)] for n in range(count + 1)]
    return found


def _pieces(text: str) -> list[Piece]:
    """Times of "22:00-06:00" on one day: there they hold early and late on the same day."""
    if text in ("*", ""):
        return [(0, DAY)]
    match = re.fullmatch(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", text)
    if match is None:
        raise ValueError(text)
    begin, minute, end, last = map(int, match.groups())
    start, stop = begin * 60 + minute, end * 60 + last
    if max(begin, end) > 23 or max(minute, last) > 59 or start == stop:
        raise ValueError(text)
    if stop == DAY - 1:  # the last minute belongs to it there
        stop = DAY
    return [(start, stop)] if start < stop else [piece for piece in ((0, stop), (start, DAY)) if piece[0] < piece[1]]


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Without times that lie over each other."""
    found: list[Piece] = []
    for start, end in sorted(pieces):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _by_day(weekly: Mapping[str, list[Piece]]) -> list[Entry]:
    """Days with the same times in one entry."""
    same: dict[tuple[Piece, ...], list[str]] = {}
    for day in WEEKDAYS:
        if day in weekly:
            same.setdefault(tuple(_joined(weekly[day])), []).append(day)
    return [_entry({"days": days}, pieces) for pieces, days in same.items()]


def _by_date(dated: Mapping[str, list[Piece]]) -> list[Entry]:
    return [_entry({"date": date}, _joined(pieces)) for date, pieces in sorted(dated.items())]


def _entry(about: Mapping[str, object], pieces: Iterable[Piece]) -> Entry:
    spans = [f"{_clock(start)}-{_clock(end)}" for start, end in pieces]
    if len(spans) == 1:
        start, _dash, end = spans[0].partition("-")
        return Entry.model_validate({**about, "from": start, "to": end})
    return Entry.model_validate({**about, "times": spans})


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
