"""What the company is called, where it is, and which language and clock it has."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy

from belplan.panel.forms import PanelForm
from belplan.publishing.arranging import arranged
from belplan.tenancy.models import LANGUAGES, Company, note_change

NAMES = ("name", "site_address", "timezone", "language")


class AboutForm(PanelForm):
    """The company's own data."""

    name = forms.CharField(
        label=gettext_lazy("Company name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": gettext_lazy("Type the company's name.")},
    )
    site_address = forms.CharField(
        label=gettext_lazy("Address of the site"),
        required=False,
        max_length=300,
        help_text=gettext_lazy(
            "Street, number, postal code and place where the telephones stand. Your provider gives it to the carrier,"
            " so that emergency services know where a call to 112 comes from."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    timezone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Opening hours, reports and telephones follow it."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=LANGUAGES,
        help_text=gettext_lazy("Of what callers hear, where nobody chose another. Each user has their own."),
    )

    def __init__(self, data: Any, company: Company) -> None:
        super().__init__(data, initial={name: getattr(company, name) for name in NAMES}, auto_id="about_%s")
        self.company = company
        zones = self.fields["timezone"]
        assert isinstance(zones, forms.ChoiceField)  # noqa: S101 (declared so above)
        zones.choices = [(zone, zone.replace("_", " ")) for zone in _zones(company.timezone)]

    def keep(self, who: str, origin: str) -> None:
        """Save what changed, in force at once. Raises ValidationError."""
        with arranged(self.company) as now:
            before = {name: getattr(now, name) for name in NAMES}
            changed = [name for name in NAMES if before[name] != self.cleaned_data[name]]
            for name in changed:
                setattr(now, name, self.cleaned_data[name])
            now.full_clean()
            now.save(update_fields=changed)
            if changed:
                was, became = ({name: one[name] for name in changed} for one in (before, self.cleaned_data))
                note_change(now, who=who, what="company data", origin=origin, before=was, after=became)


def _zones(own: str) -> list[str]:
    """Those of a place, such as Europe/Brussels, and whatever the company has."""
    return sorted({zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")} | {own})
