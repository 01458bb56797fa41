"""Opening hours in the reader's words: dates as people write them, countries to choose from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from belplan.callevents import Phrase
from belplan.callplan.component import Verdict
from belplan.callplan.hours import Entry
from belplan.callplan.public_holidays import COUNTRIES, REGIONS
from belplan.panel.hours.picture import Look
from belplan.panel.phrases import translated

OPEN, CLOSED = 0, 1  # patterns
_LEAP_YEAR = 2000


def described(entry: Entry) -> str:
    """An entry as one line."""
    return in_words(entry.described())


def in_words(text: Phrase) -> str:
    """A phrase about hours, with its dates and times as people write them."""
    return translated(text, _shown)


def look(verdict: Verdict) -> Look:
    """How open and closed are drawn; why only where the day is another than its weekday says."""
    day = verdict.reason.params.get("day")
    why = _why(day.params) if isinstance(day, Phrase) and day.params else ""
    return Look(OPEN, _("open"), why) if verdict.holds else Look(CLOSED, _("closed"), why)


def _why(day: Mapping[str, str | Phrase]) -> str:
    holiday = day.get("holiday")
    return in_words(holiday) if isinstance(holiday, Phrase) else _("exception")


def countries() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each country with itself and its regions, as a choice shows them."""
    return [
        (translated(name), [(code, _whole(code, name)), *((r, REGIONS[r]) for r in REGIONS if r[:2] == code)])
        for code, name in COUNTRIES.items()
    ]


def _whole(code: str, name: Phrase) -> str:
    """A country; where it has regions with more holidays, only what all of it has."""
    country = translated(name)
    return _("%(country)s, everywhere") % {"country": country} if any(r[:2] == code for r in REGIONS) else country


def _shown(name: str, value: str) -> str:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return date_format(dt.date.fromisoformat(value), "j F Y")
    if re.fullmatch(r"\d{2}-\d{2}", value):
        return date_format(dt.date.fromisoformat(f"{_LEAP_YEAR}-{value}"), "j F")
    return value.replace("-", "\u2013") if name in ("times", "one", "other") else value
