"""What is asked of a call plan as a whole: its name, the numbers that lead to it, and who rings when all is down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from belplan.exchange.models import DraftPlan, Number, Person
from belplan.exchange.readable import readable
from belplan.panel.forms import PanelForm
from belplan.tenancy.models import Company


class PlanForm(PanelForm):
    """Name, numbers, internal number and fallback user of one plan."""

    name = forms.CharField(
        label=_("Name"), max_length=100, error_messages={"required": _("Give the plan a name, such as Main number.")}
    )
    numbers = forms.MultipleChoiceField(
        label=_("Numbers that lead here"), required=False, widget=forms.CheckboxSelectMultiple
    )
    internal = forms.CharField(
        label=_("Internal number"),
        required=False,
        max_length=6,
        help_text=_("For colleagues, 2 to 6 digits. May stay empty."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    fallback = forms.ChoiceField(
        label=_("If the exchange is down, this person rings"),
        required=False,
        help_text=_("Only while the exchange itself does not work."),
    )

    def __init__(self, data: Any, draft: DraftPlan) -> None:
        super().__init__(data, initial=_initial(draft))
        self._draft = draft
        self._choose("numbers", _numbers(draft))
        self._choose("fallback", [("", _("The company's first administrator")), *_people(draft.company)])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices

    def fill(self) -> tuple[str, ...]:
        """Put what was sent into the plan; gives the numbers, which stand apart."""
        said = self.cleaned_data
        self._draft.name, self._draft.internal = said["name"], said["internal"].strip()
        people = Person.objects.for_company(self._draft.company)
        self._draft.fallback = people.filter(key=said["fallback"]).first() if said["fallback"] else None
        return tuple(said["numbers"])


def _initial(draft: DraftPlan) -> dict[str, Any]:
    numbers = list(draft.numbers.values_list("digits", flat=True)) if draft.pk else []
    fallback = draft.fallback.key if draft.fallback else ""
    return {"name": draft.name, "internal": draft.internal, "fallback": fallback, "numbers": numbers}


def _numbers(draft: DraftPlan) -> list[tuple[str, Any]]:
    """The plan's own numbers and those that lead nowhere yet: another plan's are taken away there first."""
    rows = Number.objects.for_company(draft.company).select_related("plan")
    free = [row for row in rows if row.plan is None or row.plan == draft]
    return [(row.digits, readable(row.digits, draft.company.country)) for row in free]


def _people(company: Company) -> list[tuple[str, Any]]:
    return list(Person.objects.for_company(company).order_by("name").values_list("key", "name"))
