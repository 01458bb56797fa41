"""The question of a plan's own *Uitproberen*: as that of any call, to one of its numbers, perhaps under a diversion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.callplan.plan import Plan
from belplan.callplan.week import monday_of
from belplan.exchange.models import DraftPlan, Person
from belplan.exchange.readable import readable
from belplan.panel.simulator.form import CallForm, first_guess
from belplan.publishing.scenarios import Case


class PlanCallForm(CallForm):
    """A call to the plan."""

    to = forms.ChoiceField(label=gettext_lazy("Which number is called?"))  # type: ignore[assignment]
    diversion = forms.ChoiceField(label=gettext_lazy("Which diversion is on?"), required=False)

    def __init__(self, draft: DraftPlan, plan: Plan | None, parties: Iterable[tuple[str, str]], data: Any) -> None:
        numbers = own_numbers(draft)
        first = {"to": numbers[0][0] if numbers else ""}
        if first["to"] and first["to"] == draft.internal:
            first["caller"] = _colleague(draft)
        super().__init__(draft.company, parties, data, initial={**first_guess(), **first})
        self._key = draft.key
        names = [one.name for one in plan.diversions] if plan else []
        self._choose("to", numbers)
        self._choose("diversion", [("", _("As published")), *((name, name) for name in names)])

    @property
    def has_diversions(self) -> bool:
        """Whether there is anything to choose."""
        return len(self["diversion"].field.choices) > 1  # type: ignore[attr-defined]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices

    def clean_to(self) -> str:
        """One of the plan's numbers already."""
        return str(self.cleaned_data["to"])

    def case(self) -> Case:
        """With the diversion."""
        name = self.cleaned_data["diversion"]
        return replace(super().case(), diversions={self._key: name} if name else {})

    def show_back(self) -> None:
        """Nothing: the number was chosen, and the caller stays as typed."""


class WeekForm(PlanCallForm):
    """The same caller at every moment of a week."""

    at = forms.DateField(  # type: ignore[assignment]
        label=gettext_lazy("A day of the week to try"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose a day."),
            "invalid": gettext_lazy("Write the day as 2026-11-24."),
        },
    )

    def moment(self) -> dt.datetime:
        """The week's first midnight."""
        return timezone.make_aware(dt.datetime.combine(self.week(), dt.time()))

    def week(self) -> dt.date:
        """Its Monday."""
        return monday_of(self.cleaned_data["at"])


def own_numbers(draft: DraftPlan) -> list[tuple[str, str]]:
    """The plan's numbers as people write them; its internal number last."""
    country = draft.company.country
    outside = [(number.digits, readable(number.digits, country)) for number in draft.numbers.all()]
    return outside + ([(draft.internal, draft.internal)] if draft.internal else [])


def _colleague(draft: DraftPlan) -> str:
    """Somebody's internal number: an internal number is reached from within only."""
    people = Person.objects.for_company(draft.company).exclude(extension="").exclude(extension=None)
    return people.order_by("extension").values_list("extension", flat=True).first() or ""
