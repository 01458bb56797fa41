"""Calendar months, and the calendar day that it is for a company."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from belplan.tenancy.models import Company


class Month(NamedTuple):
    """A month, such as November 2026; later ones are greater."""

    year: int
    number: int  # from 1

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def length(self) -> int:
        """How many days it has."""
        return calendar.monthrange(self.year, self.number)[1]

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, self.length)

    @property
    def before(self) -> Month:
        """The month before it."""
        return month_of(self.first - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def month_of(day: date) -> Month:
    """The month that a day is in."""
    return Month(day.year, day.month)


def month_named(text: str) -> Month:
    """The month written as 2026-11. Raises ValueError."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        raise ValueError("Write a month as 2026-11.")
    return month_of(date.fromisoformat(f"{text}-01"))


def day_of(company: Company, at: datetime) -> date:
    """The day that it is in the company's zone at this moment."""
    return at.astimezone(ZoneInfo(company.timezone)).date()
