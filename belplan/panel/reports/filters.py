"""The filters of the reports, as they stand in the page's address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.callevents import Direction
from belplan.panel.forms import PanelForm
from belplan.records.reports import CallFilter

CHOSEN = "days"
PERIODS = [
    ("", gettext_lazy("All time")),
    ("today", gettext_lazy("Today")),
    ("yesterday", gettext_lazy("Yesterday")),
    ("week", gettext_lazy("Last 7 days")),
    ("month", gettext_lazy("Last 30 days")),
    (CHOSEN, gettext_lazy("From … until …")),
]
DIRECTIONS = [
    ("", gettext_lazy("All directions")),
    ("inbound", gettext_lazy("Inbound")),
    ("outbound", gettext_lazy("Outbound")),
    ("internal", gettext_lazy("Internal")),
]
RESULTS = [
    ("", gettext_lazy("All results")),
    ("answered", gettext_lazy("Answered")),
    ("missed", gettext_lazy("Missed")),
    ("running", gettext_lazy("Still going on")),
]
BACK = {"today": (0, 1), "yesterday": (1, 1), "week": (6, 7), "month": (29, 30)}  # first day: days ago; length in days


class FilterForm(PanelForm):
    """Which calls. A filter that makes no sense says so beside its field, and filters nothing."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=PERIODS, required=False)
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), choices=DIRECTIONS, required=False)
    result = forms.ChoiceField(label=gettext_lazy("Result"), choices=RESULTS, required=False)
    plan = forms.ChoiceField(label=gettext_lazy("Call plan"), required=False)

    def __init__(self, plans: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All call plans")), *plans]
        self.fields["plan"] = forms.ChoiceField(
            label=gettext_lazy("Call plan"), choices=choices, required=False, widget=self.fields["plan"].widget
        )

    def clean_until(self) -> date | None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            raise ValidationError(_("The last day comes before the first: choose a later one."))
        return until

    def wanted(self) -> CallFilter:
        """What the reports are asked for; what is not filled in right filters nothing."""
        data = self.cleaned_data if self.is_bound and self.is_valid() is not None else {}
        since, until = _period(data)
        return CallFilter(
            since=since,
            until=until,
            direction=Direction(data["direction"]) if data.get("direction") else None,
            result=data.get("result") or "",
            plan=data.get("plan") or "",
            text=data.get("q") or "",
        )

    @property
    def in_use(self) -> bool:
        """Whether anything is filtered at all."""
        return self.wanted() != CallFilter()


def _period(data: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    """From the start of the first day up to the start of the day after the last, in the company's zone."""
    period = data.get("period") or ""
    if period == CHOSEN:
        until = data.get("until")
        return _midnight(data.get("since")), _midnight(until + timedelta(days=1) if until else None)
    if period not in BACK:
        return None, None
    ago, length = BACK[period]
    first = timezone.localdate() - timedelta(days=ago)
    return _midnight(first), _midnight(first + timedelta(days=length))


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
