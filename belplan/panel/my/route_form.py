"""The presets of one's own route: how long one's telephones ring, and where calls go then, outside hours, or always."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.callplan.own_route import RING_SECONDS, Route
from belplan.engine import dialling
from belplan.exchange.models import Hours, Person
from belplan.exchange.numbering import normalise
from belplan.exchange.readable import readable
from belplan.panel.forms import PanelForm

NUMBERS = ("no_answer", "busy", "outside", "always")


def _number(label: Any, help_text: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=40, widget=widget)


class RouteForm(PanelForm):
    """An empty number means: not this one."""

    seconds = forms.IntegerField(
        label=gettext_lazy("How many seconds do your telephones ring?"), min_value=5, max_value=120,
        error_messages={"required": gettext_lazy("Fill in how long they ring, such as 20.")},
    )  # fmt: skip
    no_answer = _number(
        gettext_lazy("No answer: on to which number?"),
        gettext_lazy("Your mobile, for example. Leave it empty to end the call."),
    )
    busy = _number(
        gettext_lazy("Busy: on to which number?"),
        gettext_lazy(
            "At once, also when you refuse the call, are not to be disturbed, or have no telephone that can be reached."
            " Leave it empty to do as without an answer."
        ),
    )
    hours = forms.ChoiceField(
        label=gettext_lazy("Only ring during"),
        required=False,
        help_text=gettext_lazy("Outside these hours your telephones stay silent."),
    )
    outside = _number(
        gettext_lazy("Outside these hours: on to which number?"),
        gettext_lazy("Leave it empty to let the caller hear a text instead."),
    )
    say = forms.CharField(
        label=gettext_lazy("Or what does the caller hear then?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    always = _number(
        gettext_lazy("Everything elsewhere: to which number?"),
        gettext_lazy("A diversion that you switch on and off whenever you like."),
    )

    def __init__(self, data: Any, person: Person, route: Route | None) -> None:
        self.person, known = person, route or Route()
        country = person.company.country
        told = {name: readable(getattr(known, name), country) if getattr(known, name) else "" for name in NUMBERS}
        initial = {"seconds": known.seconds or RING_SECONDS, "hours": known.hours, "say": known.say, **told}
        super().__init__(data, initial=initial)
        self.always_name = known.always_name
        rows = Hours.objects.for_company(person.company).order_by("name").values_list("key", "name")
        self.fields["hours"].choices = [("", _("Always")), *rows]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Outside hours something has to happen."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for name in NUMBERS:
            self._read(name, said)
        if said.get("hours") and not (said.get("outside") or said.get("say") or self.errors):
            self.add_error("outside", _("Fill in a number, or a text for the caller below."))
        return said

    def _read(self, name: str, said: dict[str, Any]) -> None:
        if not said.get(name):
            return
        try:
            said[name] = normalise(said[name], self.person.company.country)
        except ValidationError as problem:
            self.add_error(name, problem)
            return
        if isinstance(dialling.outside(said[name]), dialling.Refused):
            self.add_error(name, _("This number cannot be called from here: choose an ordinary or a mobile number."))

    def route(self) -> Route:
        """What was asked for."""
        said = self.cleaned_data
        hours = said["hours"]
        return Route(
            seconds=said["seconds"],
            no_answer=said["no_answer"],
            busy=said["busy"],
            hours=hours,
            outside=said["outside"] if hours else "",
            say=said["say"].strip() if hours and not said["outside"] else "",
            language=self.person.language if hours and not said["outside"] else "nl",  # type: ignore[arg-type]
            always=said["always"],
            always_name=(self.always_name or _("Everything elsewhere")) if said["always"] else "",
        )
