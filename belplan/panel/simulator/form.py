"""The question of *Uitproberen*: who calls which number, when, who answers, and which keys are pressed.

It stands in the page's address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.exchange.models import InternalNumber, Number
from belplan.exchange.numbering import normalise
from belplan.exchange.readable import readable
from belplan.panel.forms import PanelForm
from belplan.publishing.scenarios import Case
from belplan.tenancy.models import Company

BEHAVIOURS: Mapping[str, Promise] = {
    "nobody": gettext_lazy("doesn't answer"),
    "answers": gettext_lazy("answers after 5 s"),
    "busy": gettext_lazy("is busy"),
    "refuses": gettext_lazy("refuses the call"),
    "away": gettext_lazy("is not registered"),
}  # the words for switch.behaviour.BY_NAME
MOST_KEYS = 10
KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#")  # as on a telephone
LONGEST_WAIT = 600  # seconds until a key is pressed
MINUTE = "%Y-%m-%dT%H:%M"  # what the browser's own date and time field reads and writes


class CallForm(PanelForm):
    """One call to be tried. Each party that may ring has a field of its own name: `user/ann`, `device/desk`."""

    caller = forms.CharField(
        label=gettext_lazy("Who calls?"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("A telephone number or an internal number. Leave it empty for a withheld number."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    to = forms.CharField(
        label=gettext_lazy("Which number is called?"),
        max_length=40,
        help_text=gettext_lazy("One of your own numbers or internal numbers."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "list": "own-numbers"}),
        error_messages={"required": gettext_lazy("Fill in the number that is called, such as 02 580 50 00.")},
    )
    at = forms.DateTimeField(
        label=gettext_lazy("When?"),
        input_formats=[MINUTE, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
        error_messages={
            "required": gettext_lazy("Choose a day and a time."),
            "invalid": gettext_lazy("Write the day and the time as 2026-11-24 10:00."),
        },
    )

    def __init__(self, company: Company, parties: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        self.company = company
        self.parties = list(parties)
        super().__init__(*args, **kwargs)
        for party, name in self.parties:
            self.fields[party] = _behaviour_field(name)
        for number in range(self._key_rows()):
            self.fields[f"key-{number}"], self.fields[f"after-{number}"] = _key_field(number), _after_field(number)

    def party_fields(self) -> list[forms.BoundField]:
        """The fields that say who answers."""
        return [self[party] for party, _name in self.parties]

    def key_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The keys that were filled in, and one row more: which key, and after how many seconds."""
        return [(self[f"key-{number}"], self[f"after-{number}"]) for number in range(self._key_rows())]

    def _key_rows(self) -> int:
        filled = [number for number in range(MOST_KEYS) if self.data.get(f"key-{number}")]
        return min(max(filled, default=-1) + 2, MOST_KEYS)

    def clean(self) -> dict[str, Any]:
        """A key needs its moment."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(self._key_rows()):
            after = f"after-{number}"
            if said.get(f"key-{number}") and said.get(after) is None and after not in self.errors:
                self.add_error(after, _("Fill in after how many seconds the key is pressed."))
        return said

    def case(self) -> Case:
        """The call, as it can be kept."""
        said = self.cleaned_data
        chosen = {party: said[party] for party, _name in self.parties if said[party] not in ("", "nobody")}
        at = timezone.localtime(self.moment())
        keys = tuple(sorted(self._key_presses()))
        return Case(said["to"], f"{at:%Y-%m-%dT%H:%M}", said["caller"], chosen, keys)

    def _key_presses(self) -> Iterator[tuple[float, str]]:
        for number in range(self._key_rows()):
            if key := self.cleaned_data[f"key-{number}"]:
                yield float(self.cleaned_data[f"after-{number}"]), key

    def clean_caller(self) -> str:
        """Digits as the exchange stores them; empty when withheld."""
        text = str(self.cleaned_data["caller"]).strip()
        return text if not text or self._is_internal(text) else self._external(text)

    def clean_to(self) -> str:
        """One of the company's numbers, external or internal."""
        text = str(self.cleaned_data["to"]).strip()
        if self._is_internal(text):
            return text
        number = self._external(text)
        if not Number.objects.for_company(self.company).filter(digits=number).exists():
            shown = readable(number, self.company.country)
            raise ValidationError(
                _("%(number)s is not one of your numbers: choose one from the list.") % {"number": shown}
            )
        return number

    def moment(self) -> datetime:
        """When, with its time zone."""
        at: datetime = self.cleaned_data["at"]
        return at

    def show_back(self) -> None:
        """Write the numbers as people read them, in place of what was pasted."""
        read = {name: readable(self.cleaned_data[name], self.company.country) for name in ("caller", "to")}
        self.data = {**self.data.dict(), **read} if isinstance(self.data, QueryDict) else {**self.data, **read}

    def _is_internal(self, text: str) -> bool:
        return InternalNumber.objects.for_company(self.company).filter(digits=text).exists()

    def _external(self, text: str) -> str:
        return normalise(text, self.company.country)


def _behaviour_field(name: str) -> forms.ChoiceField:
    choices = list(BEHAVIOURS.items())
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=name, choices=choices, required=False, initial="nobody", widget=widget)


def _key_field(number: int) -> forms.ChoiceField:
    label = _("Key %(number)d") % {"number": number + 1}
    widget = forms.Select(attrs={"class": "form-select"})
    choices = [("", "\u2013"), *((key, key) for key in KEYS)]
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


def _after_field(number: int) -> forms.IntegerField:
    label = _("Key %(number)d: after how many seconds") % {"number": number + 1}
    widget = forms.NumberInput(attrs={"class": "form-control"})
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=LONGEST_WAIT, widget=widget)


def first_guess() -> dict[str, Any]:
    """What an empty form proposes: now."""
    return {"at": timezone.localtime().replace(second=0, microsecond=0)}
