"""One entry of opening hours as a row of the form: read from what was sent, or from what is stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pydantic
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from belplan.callplan.hours import WEEKDAYS, Entry
from belplan.callplan.mends import Mend
from belplan.callplan.public_holidays import KNOWN, coming
from belplan.panel.phrases import translated

WEEKLY, HOLIDAYS, DATE = "weekly", "holidays", "date"
KINDS = (WEEKLY, HOLIDAYS, DATE)
_COMING = 6  # holidays told under the choice
_WEEKEND = WEEKDAYS[5:]


@dataclass
class Row:
    """What stands in one row, right or wrong. Times are as they were typed."""

    kind: str
    days: list[str] = field(default_factory=list)
    date: str = ""
    yearly: bool = False
    holidays: str = ""
    closed: bool = False
    spans: list[tuple[str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    fresh: bool = False  # added just now: its first field gets the focus

    def entry(self) -> Entry | None:
        """What calls would be judged by; None, with the errors told, where something is missing or wrong."""
        self.errors = list(self._missing())
        if self.errors:
            return None
        try:
            return Entry.model_validate(self._data())
        except pydantic.ValidationError as error:
            self.errors = [_mend(detail) for detail in error.errors()]
            return None

    def coming(self) -> list[tuple[str, str]]:
        """The next holidays that it is about: day and name."""
        if self.holidays not in KNOWN:
            return []
        month = "b" if get_language() in ("nl", "fr") else "M"  # where months are written small
        found = coming(self.holidays, timezone.localdate(), _COMING)
        return [(date_format(day, f"D j {month} Y"), translated(name)) for day, name in found]

    def _missing(self) -> list[str]:
        wrong = []
        if self.kind == WEEKLY and not self.days:
            wrong.append(_("Choose at least one day."))
        if self.kind == DATE and not self.date:
            wrong.append(_("Choose a date."))
        if self.kind == HOLIDAYS and not self.holidays:
            wrong.append(_("Choose a country."))
        if not self.closed and not self._filled():
            wrong.append(_("Fill in from when and until when."))
        elif not self.closed and any(not start or not end for start, end in self._filled()):
            wrong.append(_("Fill in both times: from when, and until when."))
        return wrong

    def _filled(self) -> list[tuple[str, str]]:
        return [span for span in self.spans if any(span)]

    def _data(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.kind == WEEKLY:
            data["days"] = self.days
        elif self.kind == HOLIDAYS:
            data["holidays"] = self.holidays
        else:
            data["date"] = self.date[5:] if self.yearly and len(self.date) == len("2026-12-25") else self.date
        if self.closed:
            return {**data, "closed": True}
        spans = self._filled()
        if len(spans) == 1:
            return {**data, "from": spans[0][0], "to": spans[0][1]}
        return {**data, "times": [f"{start}-{end}" for start, end in spans]}


def stored(entry: Entry) -> Row:
    """A row with what is stored."""
    kind = WEEKLY if entry.days else HOLIDAYS if entry.holidays else DATE
    return Row(
        kind,
        days=list(entry.days),
        date=entry.date if entry.once or not entry.date else _next(entry.date),
        yearly=bool(entry.date) and not entry.once,
        holidays=entry.holidays,
        closed=entry.closed,
        spans=[(f"{span.start:%H:%M}", f"{span.end:%H:%M}") for span in entry.spans] or [("", "")],
    )


def sent(data: QueryDict) -> list[Row]:
    """The rows of a form that was sent; `row` holds their names in order."""
    names = data.getlist("row")[:500]
    return [_sent(data, name) for name in names if data.get(f"kind-{name}") in KINDS]


def fresh(kind: str) -> Row:
    """A new row of a kind, as most people want it."""
    row = Row(kind, spans=[("", "")], closed=kind != WEEKLY, fresh=True)
    if kind == WEEKLY:
        row.days, row.spans = [day for day in WEEKDAYS if day not in _WEEKEND], [("09:00", "17:00")]
    return row


def _sent(data: QueryDict, name: str) -> Row:
    return Row(
        data.get(f"kind-{name}", ""),
        days=[day for day in data.getlist(f"days-{name}") if day in WEEKDAYS],
        date=data.get(f"date-{name}", ""),
        yearly=bool(data.get(f"yearly-{name}")),
        holidays=data.get(f"holidays-{name}", ""),
        closed=data.get(f"closed-{name}") == "yes",
        spans=list(zip(data.getlist(f"from-{name}"), data.getlist(f"to-{name}"), strict=False))[:24],
    )


def _next(yearly: str) -> str:
    """The first date from today on that a yearly one falls on; a leap day in the next leap year."""
    today = timezone.localdate()
    for year in range(today.year, today.year + 9):
        try:
            date = dt.date.fromisoformat(f"{year}-{yearly}")
        except ValueError:
            continue
        if date >= today:
            return date.isoformat()
    return f"2000-{yearly}"


def _mend(detail: Any) -> str:
    raised = detail.get("ctx", {}).get("error")
    return translated(raised.text) if isinstance(raised, Mend) else str(detail["msg"])
