"""What is asked of a caller list: its name, numbers in any form, and whether withheld numbers are in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from belplan.callplan.caller_list import MOST
from belplan.exchange.models import CallerList
from belplan.panel.callers import pasted
from belplan.panel.shared import SharedForm
from belplan.publishing.library import version_of
from belplan.tenancy.models import Company

_NAMED = 5  # numbers that an error names


class CallersForm(SharedForm):
    """Numbers stand one a line."""

    numbers = forms.CharField(
        label=gettext_lazy("Numbers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "One a line, in any usual form; paste as many as you like. End with * to mean all that begin so: 32475*."
        ),
    )
    anonymous = forms.BooleanField(label=gettext_lazy("Also whoever withholds the number"), required=False)

    def __init__(self, company: Company, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company = company

    def clean_numbers(self) -> pasted.Pasted:
        """Raises ValidationError, naming what is no number."""
        found = pasted.read(self.cleaned_data["numbers"], self.company.country)
        if found.wrong:
            named = ", ".join(found.wrong[:_NAMED]) + (", …" if len(found.wrong) > _NAMED else "")
            message = ngettext(
                "This is no telephone number: %(named)s. Write it with its country code, such as 3225805000.",
                "%(count)d of these are no telephone numbers: %(named)s. Write them with their country code, "
                "such as 3225805000.",
                len(found.wrong),
            )
            raise ValidationError(message % {"named": named, "count": len(found.wrong)})
        if len(found.numbers) + len(found.beginnings) > MOST:
            raise ValidationError(_("A list holds %(most)d numbers at most: make a second one.") % {"most": MOST})
        return found

    def clean(self) -> dict[str, Any]:
        """Somebody must be in it."""
        data = super().clean() or self.cleaned_data
        found: pasted.Pasted | None = data.get("numbers")
        if found and not (found.numbers or found.beginnings or data.get("anonymous")):
            self.add_error("numbers", _("Nobody is in this list yet: type or paste numbers."))
        return data

    def put_in(self, row: CallerList) -> None:
        """What was typed, not yet saved."""
        found: pasted.Pasted = self.cleaned_data["numbers"]
        row.name = self.cleaned_data["name"]
        data = {"numbers": found.numbers, "beginnings": found.beginnings, "anonymous": self.cleaned_data["anonymous"]}
        row.data = {name: value for name, value in data.items() if value}


def opened(row: CallerList) -> CallersForm:
    """The form with what is stored, as people read numbers."""
    numbers = pasted.shown(row.data.get("numbers", []), row.data.get("beginnings", []), row.company.country)
    initial = {"name": row.name, "numbers": numbers, "anonymous": row.data.get("anonymous", False)}
    form = CallersForm(row.company, None, initial=initial)
    form.seen = version_of(row)
    return form
