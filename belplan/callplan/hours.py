"""Opening hours: weekdays and dates with their times, judged on the company's wall clock.

A start belongs to the hours, an end does not. An end at or before its start runs into the next day and belongs to
the day on which it started. On a date with entries of its own the weekly entries are silent from 00:00.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from belplan.callevents import Phrase, phrase
from belplan.callplan.component import Verdict
from belplan.callplan.mends import Mend
from belplan.callplan.options import Line

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES = (
    phrase("Monday"),
    phrase("Tuesday"),
    phrase("Wednesday"),
    phrase("Thursday"),
    phrase("Friday"),
    phrase("Saturday"),
    phrase("Sunday"),
)
_LEAP_YEAR = 2000  # so that a yearly 29 February is a date


def _day_index(name: str) -> int:
    try:
        return WEEKDAYS.index(name.strip().lower())
    except ValueError:
        raise Mend(phrase("'{day}' is no day: write mon, tue, wed, thu, fri, sat or sun", day=name)) from None


def _span(text: str) -> list[int]:
    """The days of "mon-fri", of "fri-mon" (over the week's end) or of "wed"."""
    first, dash, last = text.partition("-")
    start = _day_index(first)
    length = (_day_index(last) - start) % 7 if dash else 0
    return [(start + i) % 7 for i in range(length + 1)]


def _read_days(value: object) -> tuple[Weekday, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise Mend(phrase("write days as mon-fri, or as a list: [mon, wed]"))
    return tuple(WEEKDAYS[i] for i in sorted({i for part in parts for i in _span(part)}))


def _write_days(days: tuple[Weekday, ...]) -> str:
    runs: list[list[Weekday]] = []
    for day in days:
        if runs and WEEKDAYS.index(runs[-1][-1]) + 1 == WEEKDAYS.index(day):
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _read_clock(value: object) -> dt.time:
    if isinstance(value, dt.time):
        return value
    match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", value) if isinstance(value, str) else None
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise Mend(phrase('\'{value}\' is no time: write it as "09:00"; midnight is "00:00"', value=value))
    return dt.time(int(match[1]), int(match[2]))


def _read_date(value: object) -> str:
    text = str(value)
    try:
        if re.fullmatch(r"[0-9]{2}-[0-9]{2}", text):
            dt.date.fromisoformat(f"{_LEAP_YEAR}-{text}")
        elif text:
            text = dt.date.fromisoformat(text).isoformat()
    except ValueError:
        mend = phrase("'{value}' is no date: write 2026-12-24 for once, or 12-25 for every year", value=value)
        raise Mend(mend) from None
    return text


Days = Annotated[tuple[Weekday, ...], BeforeValidator(_read_days), PlainSerializer(_write_days)]
Clock = Annotated[dt.time, BeforeValidator(_read_clock), PlainSerializer(lambda at: at.strftime("%H:%M"))]


class Entry(BaseModel):
    """Times on some weekdays or on a date; or a date closed all day."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    days: Days = ()
    date: Annotated[str, BeforeValidator(_read_date)] = ""  # "2026-12-24" for once, "12-25" for every year
    start: Clock | None = Field(default=None, alias="from")
    end: Clock | None = Field(default=None, alias="to")
    closed: bool = False

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if bool(self.days) == bool(self.date):
            raise Mend(phrase("give either days or a date"))
        if self.closed and (self.days or self.start or self.end):
            raise Mend(phrase("only a date can be closed, and then without times; weekdays left out are closed"))
        if not self.closed and (self.start is None or self.end is None):
            raise Mend(phrase("give both from and to"))
        return self

    def begins_on(self, day: dt.date) -> bool:
        """Whether a stretch of this entry starts on this day."""
        if self.date:
            return self.date in (day.isoformat(), day.isoformat()[5:])
        return WEEKDAYS[day.weekday()] in self.days

    def holds_same_day(self, clock: dt.time) -> bool:
        """Whether it holds at this time of the day on which it starts."""
        if self.start is None or self.end is None:
            return False
        return self.start <= clock and (clock < self.end or self.end <= self.start)

    def holds_next_day(self, clock: dt.time) -> bool:
        """Whether it still holds at this time of the day after."""
        return self.start is not None and self.end is not None and clock < self.end <= self.start


class Hours(BaseModel):
    """Opening hours of a company, by their key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", examples=["office-hours"])
    name: Line = Field(min_length=1, max_length=100)
    entries: tuple[Entry, ...] = Field(default=(), max_length=500)

    @model_validator(mode="after")
    def _closed_is_closed(self) -> Self:
        for date in (entry.date for entry in self.entries if entry.closed):
            if any(entry.date == date and not entry.closed for entry in self.entries):
                raise Mend(phrase("{date} is both closed and open: leave one of these entries out", date=date))
        return self

    def holds(self, at: dt.datetime) -> Verdict:
        """Whether these hours hold at a moment in the company's time zone. Raises ValueError for a naive one."""
        if at.tzinfo is None:
            raise ValueError("opening hours are judged on a moment with a time zone")
        day = self._day(at.date())
        if self._cover(at.date(), at.time()):
            return Verdict(True, phrase("within {hours} ({day})", hours=self.key, day=day))
        return Verdict(False, phrase("outside {hours} ({day})", hours=self.key, day=day))

    def _cover(self, day: dt.date, clock: dt.time) -> bool:
        today = self._entries_of(day)
        yesterday = self._entries_of(day - dt.timedelta(days=1))
        if _dated(today):  # the date wins from 00:00, so also over what a weekly evening would bring along
            yesterday = [entry for entry in yesterday if entry.date]
        return any(e.holds_same_day(clock) for e in today) or any(e.holds_next_day(clock) for e in yesterday)

    def _entries_of(self, day: dt.date) -> list[Entry]:
        """The entries that decide over a day: those for once, else the yearly ones, else the weekly ones."""
        found = [entry for entry in self.entries if entry.begins_on(day)]
        once = [entry for entry in found if entry.date == day.isoformat()]
        return once or [entry for entry in found if entry.date] or found

    def _day(self, day: dt.date) -> Phrase:
        name = DAY_NAMES[day.weekday()]
        if _dated(self._entries_of(day)):
            return phrase("{weekday} {date}", weekday=name, date=day.isoformat())
        return name


def _dated(entries: Iterable[Entry]) -> bool:
    return any(entry.date for entry in entries)


def hours_data(hours: Hours) -> dict[str, Any]:
    """Opening hours as plain data; `textform.read_hours` reads it back."""
    return hours.model_dump(mode="json", by_alias=True, exclude_defaults=True)
