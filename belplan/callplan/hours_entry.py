"""One entry of opening hours, as people write it: weekdays, a date or public holidays, with their times."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from belplan.callevents import Phrase, phrase
from belplan.callplan.mends import Mend, choices
from belplan.callplan.public_holidays import KNOWN, holidays_of, named

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


class Span(NamedTuple):
    """Times on the wall clock: the start belongs to it, the end does not. An end at or before its start is the
    next day's."""

    start: dt.time
    end: dt.time

    @property
    def over_midnight(self) -> bool:
        return self.end <= self.start

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def _day_index(name: str) -> int:
    try:
        return WEEKDAYS.index(name.strip().lower())
    except ValueError:
        raise Mend(phrase("'{day}' is no day: write mon, tue, wed, thu, fri, sat or sun", day=name)) from None


def _days_of(text: str) -> list[int]:
    """The days of "mon-fri", of "fri-mon" (over the week's end) or of "wed"."""
    first, dash, last = text.partition("-")
    start = _day_index(first)
    length = (_day_index(last) - start) % 7 if dash else 0
    return [(start + i) % 7 for i in range(length + 1)]


def _read_days(value: object) -> tuple[Weekday, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise Mend(phrase("write days as mon-fri, or as a list: [mon, wed]"))
    return tuple(WEEKDAYS[i] for i in sorted({i for part in parts for i in _days_of(part)}))


def _runs(days: tuple[Weekday, ...]) -> list[list[Weekday]]:
    """Days that follow each other, together."""
    runs: list[list[Weekday]] = []
    for day in days:
        if runs and WEEKDAYS.index(runs[-1][-1]) + 1 == WEEKDAYS.index(day):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _write_days(days: tuple[Weekday, ...]) -> str:
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in _runs(days))


def _read_clock(value: object) -> dt.time:
    if isinstance(value, dt.time):
        return value
    match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", value) if isinstance(value, str) else None
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise Mend(phrase('\'{value}\' is no time: write it as "09:00"; midnight is "00:00"', value=value))
    return dt.time(int(match[1]), int(match[2]))


def _read_span(value: object) -> Span:
    if isinstance(value, Span):
        return value
    start, dash, end = value.partition("-") if isinstance(value, str) else ("", "", "")
    if not dash:
        raise Mend(phrase("'{value}' has no start and end: write it as \"09:00-12:00\"", value=value))
    return Span(_read_clock(start.strip()), _read_clock(end.strip()))


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


def _read_holidays(value: object) -> str:
    text = str(value).upper()
    if text and text not in KNOWN:
        mend = phrase("we don't have the holidays of '{value}': choose from {known}", value=value, known=_known(text))
        raise Mend(mend)
    return text


def _known(text: str) -> str:
    return choices(text, [code for code in KNOWN if "-" not in code or code[:2] == text[:2]])


Days = Annotated[tuple[Weekday, ...], BeforeValidator(_read_days), PlainSerializer(_write_days)]
Clock = Annotated[dt.time, BeforeValidator(_read_clock), PlainSerializer(lambda at: at.strftime("%H:%M"))]
Times = Annotated[Span, BeforeValidator(_read_span), PlainSerializer(str)]


class Entry(BaseModel):
    """Times on some weekdays, on a date or on public holidays; or one of the latter two closed all day.

    One span stands in `from` and `to`, several stand in `times`: ["09:00-12:00", "13:00-17:00"].
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    days: Days = ()
    date: Annotated[str, BeforeValidator(_read_date)] = ""  # "2026-12-24" for once, "12-25" for every year
    holidays: Annotated[str, BeforeValidator(_read_holidays)] = ""  # of a country (BE) or a region (DE-BY)
    start: Clock | None = Field(default=None, alias="from")
    end: Clock | None = Field(default=None, alias="to")
    times: tuple[Times, ...] = Field(default=(), max_length=24)
    closed: bool = False

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if sum(map(bool, (self.days, self.date, self.holidays))) != 1:
            raise Mend(phrase("give either days or a date, or holidays"))
        if self.closed:
            self._refuse_times()
        elif self.times:
            if self.start or self.end:
                raise Mend(phrase("give either from and to, or times"))
        elif self.start is None or self.end is None:
            raise Mend(phrase("give both from and to"))
        return self

    def _refuse_times(self) -> None:
        if self.days or self.start or self.end or self.times:
            mend = phrase("only a date or holidays can be closed, and then without times; weekdays left out are closed")
            raise Mend(mend)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Its times; none where it is closed."""
        if self.start is None or self.end is None:
            return self.times
        return (Span(self.start, self.end),)

    @property
    def once(self) -> bool:
        """Whether its date comes only once."""
        return len(self.date) > len("12-25")

    def holiday_on(self, day: dt.date) -> Phrase | None:
        """The name of the holiday on a day that this entry is about."""
        return holidays_of(self.holidays, day.year).get(day)

    def begins_on(self, day: dt.date) -> bool:
        """Whether it is about this day."""
        if self.date:
            return self.date in (day.isoformat(), day.isoformat()[5:])
        if self.holidays:
            return self.holiday_on(day) is not None
        return WEEKDAYS[day.weekday()] in self.days

    def described(self) -> Phrase:
        """As people read it: Monday to Friday 09:00-12:00, 13:00-17:00."""
        when = phrase("closed") if self.closed else ", ".join(map(str, self.spans))
        return phrase("{days} {times}", days=self._about(), times=when)

    def _about(self) -> Phrase | str:
        if self.date:
            return self.date if self.once else phrase("every year on {date}", date=self.date)
        if self.holidays:
            return phrase("public holidays of {country}", country=named(self.holidays))
        return _listed([_run(run) for run in _runs(self.days)])


def _run(days: list[Weekday]) -> Phrase:
    first, last = DAY_NAMES[WEEKDAYS.index(days[0])], DAY_NAMES[WEEKDAYS.index(days[-1])]
    if len(days) > 2:
        return phrase("{first} to {last}", first=first, last=last)
    return first if len(days) == 1 else phrase("{one} and {other}", one=first, other=last)


def _listed(parts: list[Phrase]) -> Phrase:
    if len(parts) == 1:
        return parts[0]
    return phrase("{one}, {other}", one=parts[0], other=_listed(parts[1:]))
