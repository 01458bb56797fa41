"""A served company's limits on outgoing calls, and its country: not for the company itself to change.

Whoever gets hold of an administrator's password must not be able to lift what keeps the damage small.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from belplan.identity.access import access_account, access_served_company
from belplan.identity.whereabouts import where
from belplan.panel.countries import country_choices, exists
from belplan.panel.forms import PanelForm
from belplan.publishing.arranging import arranged
from belplan.tenancy.models import Company, note_change

NAMES = ("country", "calls_at_once", "minutes_a_day", "countries")
MOST_CALLS, MOST_MINUTES = 1000, 1_000_000


class LimitsForm(PanelForm):
    """How much a company may call outside, and where it is."""

    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        help_text=gettext_lazy("Numbers without a country code are read as this country's; so are emergency numbers."),
    )
    calls_at_once = forms.IntegerField(
        label=gettext_lazy("External calls at once"),
        min_value=0,
        max_value=MOST_CALLS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    minutes_a_day = forms.IntegerField(
        label=gettext_lazy("External minutes a day"),
        min_value=0,
        max_value=MOST_MINUTES,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    countries = forms.CharField(
        label=gettext_lazy("Countries that may be called"),
        required=False,
        help_text=gettext_lazy("Two letters each, such as BE, NL, FR."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any, company: Company) -> None:
        initial = {name: getattr(company, name) for name in NAMES}
        super().__init__(data, initial=initial | {"countries": ", ".join(company.countries)})
        choices = self.fields["country"]
        assert isinstance(choices, forms.ChoiceField)  # noqa: S101 (declared so above)
        choices.choices = country_choices()

    def clean_countries(self) -> list[str]:
        """Each once, as they were typed. Names the first that does not exist."""
        codes = list(dict.fromkeys(self.cleaned_data["countries"].upper().replace(",", " ").split()))
        for code in codes:
            if not exists(code):
                raise ValidationError(_("%(code)s is no country: give two letters, such as BE.") % {"code": code})
        return codes


@require_http_methods(["GET", "POST"])
def limits(request: HttpRequest, key: str) -> HttpResponse:
    """Show and save them."""
    shown = access_served_company(request, key)
    form = LimitsForm(request.POST if request.method == "POST" else None, shown)
    if form.is_valid():
        try:
            _keep(shown, form.cleaned_data, access_account(request).login, where(request).address)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("customers:company", key=key)
    context = {"form": form, "shown": shown}
    return render(request, "customers/limits.html", context, status=422 if form.errors else 200)


def _keep(company: Company, wanted: dict[str, Any], who: str, origin: str) -> None:
    with arranged(company) as now:
        before = {name: getattr(now, name) for name in NAMES}
        for name in NAMES:
            setattr(now, name, wanted[name])
        now.full_clean()
        now.save(update_fields=NAMES)
        if before != wanted:
            note_change(now, who=who, what="limits", origin=origin, before=before, after=wanted)
