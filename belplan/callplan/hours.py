"""Opening hours: weekdays, dates and public holidays with their times, judged on the company's wall clock.

A start belongs to the hours, an end does not. An end at or before its start runs into the next day and belongs to
the day on which it started.

Which entries decide over a day: those dated for once, else those dated every year, else those for public holidays,
else those for weekdays. Where holidays of several countries or regions fall on one day, the one written first counts.
What wins over a day wins from 00:00: a weekday's evening does not run into a holiday or a date, nor a holiday's into a
date. Between two dates, or two holidays, an evening does run on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from belplan.callevents import Phrase, phrase
from belplan.callplan.component import Verdict
from belplan.callplan.hours_entry import DAY_NAMES, WEEKDAYS, Entry, Span, Weekday
from belplan.callplan.mends import Mend
from belplan.callplan.options import Line

__all__ = ["DAY_NAMES", "WEEKDAYS", "Day", "Entry", "Hours", "Rank", "Span", "Weekday", "hours_data"]


class Rank(IntEnum):
    """What decides over a day, the strongest last."""

    WEEKDAY = 0
    HOLIDAY = 1
    DATE = 2


class Day(NamedTuple):
    """The entries that decide over a day."""

    rank: Rank
    entries: tuple[Entry, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple(span for entry in self.entries for span in entry.spans)


class _JudgedDay(NamedTuple):
    """A day with both answers to whoever calls on it."""

    begun: tuple[Span, ...]
    brought_along: tuple[dt.time, ...]  # until when the day before still holds
    within: Verdict
    outside: Verdict


class Hours(BaseModel):
    """Opening hours of a company, by their key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", examples=["office-hours"])
    name: Line = Field(min_length=1, max_length=100)
    entries: tuple[Entry, ...] = Field(default=(), max_length=500)

    @model_validator(mode="after")
    def _closed_is_closed(self) -> Self:
        for entry in self.entries:
            about = entry.date or entry.holidays
            if entry.closed and any(about == (e.date or e.holidays) and not e.closed for e in self.entries):
                raise Mend(phrase("{date} is both closed and open: leave one of these entries out", date=about))
        return self

    def holds(self, at: dt.datetime) -> Verdict:
        """Whether these hours hold at a moment in the company's time zone. Raises ValueError for a naive one."""
        if at.tzinfo is None:
            raise ValueError("opening hours are judged on a moment with a time zone")
        clock, day = at.time(), self._judged(at.date())
        if any(span.start <= clock < span.end or clock >= span.start >= span.end for span in day.begun):
            return day.within
        return day.within if any(clock < end for end in day.brought_along) else day.outside

    def day(self, date: dt.date) -> Day:
        """Which entries decide over a day."""
        written = date.isoformat()
        if found := self._dated.get(written) or self._dated.get(written[5:]):
            return Day(Rank.DATE, found)
        if found := self._on_holiday(date):
            return Day(Rank.HOLIDAY, found)
        return Day(Rank.WEEKDAY, self._weekly[date.weekday()])

    def _on_holiday(self, date: dt.date) -> tuple[Entry, ...]:
        first = next((entry for entry in self._of_holidays if entry.begins_on(date)), None)
        if first is None:
            return ()
        return tuple(entry for entry in self._of_holidays if entry.holidays == first.holidays)

    # Asked for every call, so sorted out once (a company may have hundreds of dates), and kept for the days of now.

    @cached_property
    def _judged(self) -> Callable[[dt.date], _JudgedDay]:
        return lru_cache(maxsize=8)(self._judge)

    def _judge(self, date: dt.date) -> _JudgedDay:
        today, before = self.day(date), self.day(date - dt.timedelta(days=1))
        runs_on = before.rank >= today.rank
        named = _named(date, today)
        return _JudgedDay(
            begun=today.spans,
            brought_along=tuple(span.end for span in before.spans if span.over_midnight and runs_on),
            within=Verdict(True, phrase("within {hours} ({day})", hours=self.key, day=named)),
            outside=Verdict(False, phrase("outside {hours} ({day})", hours=self.key, day=named)),
        )

    @cached_property
    def _dated(self) -> Mapping[str, tuple[Entry, ...]]:
        dates = dict.fromkeys(entry.date for entry in self.entries if entry.date)
        return {date: tuple(entry for entry in self.entries if entry.date == date) for date in dates}

    @cached_property
    def _of_holidays(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.holidays)

    @cached_property
    def _weekly(self) -> tuple[tuple[Entry, ...], ...]:
        return tuple(tuple(entry for entry in self.entries if day in entry.days) for day in WEEKDAYS)


def _named(date: dt.date, day: Day) -> Phrase:
    weekday = DAY_NAMES[date.weekday()]
    if day.rank is Rank.WEEKDAY:
        return weekday
    holiday = day.entries[0].holiday_on(date) if day.rank is Rank.HOLIDAY else None
    if holiday is None:
        return phrase("{weekday} {date}", weekday=weekday, date=date.isoformat())
    return phrase("{weekday} {date}, {holiday}", weekday=weekday, date=date.isoformat(), holiday=holiday)


def hours_data(hours: Hours) -> dict[str, Any]:
    """Opening hours as plain data; `textform.read_hours` reads it back."""
    return hours.model_dump(mode="json", by_alias=True, exclude_defaults=True)
