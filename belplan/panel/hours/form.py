"""What is asked of opening hours: a name and rows, changed by buttons without saving, then checked as a whole."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

import pydantic
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy

from belplan.callplan.hours import Hours as Contents
from belplan.callplan.hours import hours_data
from belplan.callplan.mends import Mend
from belplan.callplan.overlaps import overlaps
from belplan.callplan.week import monday_of
from belplan.exchange.models import Hours
from belplan.panel.forms import PanelForm
from belplan.panel.hours import rows
from belplan.panel.hours.rows import Row
from belplan.panel.hours.words import in_words
from belplan.publishing.library import version_of

WHILE_EDITING = "editing"  # a key for hours that have none yet


class NameForm(PanelForm):
    """The name; all else stands in rows."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type a name, such as Office hours.")},
    )


@dataclass
class HoursForm:
    """The form as it stands: sent or stored, right or wrong."""

    name: NameForm
    rows: list[Row]
    week: dt.date  # the Monday of the week that the picture shows
    seen: str  # what was stored when the page was opened
    errors: list[str] = field(default_factory=list)
    may_accept: bool = False  # that saved calls of a plan go otherwise from now on

    def of_kind(self, kind: str) -> list[tuple[int, Row]]:
        """The rows of one kind, with their places among all."""
        return [(place, row) for place, row in enumerate(self.rows) if row.kind == kind]

    def change(self, wanted: str) -> None:
        """Do what a button asks: `add-date`, `span-2` (more times in a row), `remove-2`, `week-2026-11-23`."""
        what, _dash, which = wanted.partition("-")
        if what == "add" and which in rows.KINDS:
            self.rows.append(rows.fresh(which))
        elif what == "week":
            self.week = monday(which) or self.week
        elif (place := _place(which, len(self.rows))) is not None:
            if what == "remove":
                del self.rows[place]
            elif what == "span":
                self.rows[place].spans.append(("", ""))

    def contents(self) -> Contents | None:
        """The hours as calls would be judged by them; None, with the errors told, where they can't be saved."""
        entries = [row.entry() for row in self.rows]
        if not self.name.is_valid() or not all(entries):
            return None
        contents = self._whole()
        if contents is None:
            return None
        for overlap in overlaps(contents):
            for place in {overlap.first, overlap.second}:
                self.rows[place].errors.append(in_words(overlap.text))
        return None if any(row.errors for row in self.rows) else contents

    def so_far(self) -> Contents:
        """The rows that are right, for the picture; tells no errors."""
        told = [row.errors for row in self.rows]
        entries = tuple(entry for entry in (row.entry() for row in self.rows) if entry)
        for row, errors in zip(self.rows, told, strict=True):
            row.errors = errors
        try:
            return Contents(key=WHILE_EDITING, name=WHILE_EDITING, entries=entries)
        except pydantic.ValidationError:
            return Contents(key=WHILE_EDITING, name=WHILE_EDITING)

    def _whole(self) -> Contents | None:
        entries = tuple(entry for entry in (row.entry() for row in self.rows) if entry)
        try:
            return Contents(key=WHILE_EDITING, name=self.name.cleaned_data["name"], entries=entries)
        except pydantic.ValidationError as error:
            for detail in error.errors():
                raised = detail.get("ctx", {}).get("error")
                self.errors.append(in_words(raised.text) if isinstance(raised, Mend) else str(detail["msg"]))
            return None


def opened(hours: Hours) -> HoursForm:
    """The form with what is stored; new hours begin as most offices have them."""
    entries = hours.contents().entries if hours.pk else ()
    shown = [rows.stored(entry) for entry in entries] if hours.pk else [rows.fresh(rows.WEEKLY)]
    if not hours.pk:
        shown[0].fresh = False  # the name comes first
    return HoursForm(NameForm(None, initial={"name": hours.name}), shown, _this_week(), version_of(hours))


def sent(data: QueryDict) -> HoursForm:
    """The form as it was sent."""
    week = monday(data.get("week", "")) or _this_week()
    return HoursForm(NameForm(data), rows.sent(data), week, data.get("seen", ""))


def store_in(hours: Hours, contents: Contents) -> None:
    """Put what was typed into the row, not yet saved."""
    data = hours_data(contents)
    hours.name, hours.data = contents.name, {"entries": data.get("entries", [])}


def monday(text: str) -> dt.date | None:
    """The Monday of the week of a date as a form sends it."""
    if not re.fullmatch(r"(19|20|21)\d{2}-\d{2}-\d{2}", text):
        return None
    try:
        return monday_of(dt.date.fromisoformat(text))
    except ValueError:
        return None


def _this_week() -> dt.date:
    return monday_of(timezone.localdate())


def _place(text: str, length: int) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and int(text) < length else None
