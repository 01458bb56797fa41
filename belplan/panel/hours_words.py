"""Opening hours in as few words as stand in a sentence: "ma-vr 9-17"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR

from belplan.callplan.hours import WEEKDAYS

_MOST = 3  # entries in a sentence


def weekly(data: Mapping[str, Any]) -> str:
    """The weekdays of opening hours (as their text form has them) with their times, in the language now active.

    Empty where there are none; dates and holidays are left out.
    """
    parts = [f"{_days(entry['days'])} {_times(entry)}" for entry in data.get("entries", ()) if entry.get("days")]
    return ", ".join(parts[:_MOST]) + (" …" if len(parts) > _MOST else "")


def _days(days: str | list[str]) -> str:
    runs = days.split(",") if isinstance(days, str) else days
    return ", ".join("-".join(_day(name) for name in run.split("-")) for run in runs)


def _day(name: str) -> str:
    short = name.strip().lower()
    return str(WEEKDAYS_ABBR[WEEKDAYS.index(short)]) if short in WEEKDAYS else short


def _times(entry: Mapping[str, Any]) -> str:
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in _spans(entry))


def _spans(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "from" in entry and "to" in entry:
        yield entry["from"], entry["to"]
    for span in entry.get("times", ()):
        start, _dash, end = str(span).partition("-")
        yield start, end


def _clock(time: str) -> str:
    """ "09:00" as 9, "17:30" as 17:30."""
    hours, _colon, minutes = str(time).strip().partition(":")
    return str(int(hours)) if minutes == "00" else f"{int(hours)}:{minutes}"
