"""A served company's inventory of numbers: given and taken back. Where each leads is the company's own affair."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from belplan.exchange.models import Number
from belplan.exchange.readable import readable
from belplan.identity.access import access_account, access_one, access_served_company
from belplan.identity.whereabouts import where
from belplan.panel.forms import PanelForm
from belplan.panel.listing import page_of, words_of
from belplan.panel.numbers.search import with_digits
from belplan.publishing.number_keeping import give_numbers, take_number
from belplan.publishing.plan_keeping import Keeper
from belplan.tenancy.models import Company

MOST = 1000  # numbers given at once


class NumbersForm(PanelForm):
    """Numbers pasted in any usual form."""

    numbers = forms.CharField(
        label=gettext_lazy("Numbers to give"),
        help_text=gettext_lazy("One a line, such as 02 580 50 00 or +32 2 580 50 00."),
        widget=forms.Textarea(attrs={"rows": 3, "inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type one number a line, such as 02 580 50 00.")},
    )

    def clean_numbers(self) -> list[str]:
        """One each."""
        typed = [text.strip() for text in re.split(r"[\n,;]", self.cleaned_data["numbers"]) if text.strip()]
        if len(typed) > MOST:
            raise ValidationError(_("Give at most %(most)d numbers at once.") % {"most": MOST})
        return typed


@require_http_methods(["GET", "POST"])
def numbers(request: HttpRequest, key: str) -> HttpResponse:
    """All of them, or those that match; giving more."""
    shown = access_served_company(request, key)
    form = NumbersForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            given = give_numbers(shown, form.cleaned_data["numbers"], _by(request))
        except ValidationError as problem:
            form.refuse(problem, digits="numbers")
        else:
            messages.success(request, _told(given, shown))
            return redirect("customers:numbers", key=key)
    words = words_of(request)
    rows = with_digits(shown, words).select_related("plan").order_by("digits")
    context = {"form": form, "shown": shown, "q": words, "page": page_of(request, rows)}
    return render(request, "customers/numbers.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, key: str, digits: str) -> HttpResponse:
    """Take one back."""
    shown = access_served_company(request, key)
    number = access_one(Number.objects.for_company(shown).select_related("plan", "company"), digits=digits)
    try:
        take_number(number, _by(request))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("%(name)s is removed.") % {"name": readable(digits, shown.country)})
    return redirect("customers:numbers", key=key)


def _told(given: list[str], company: Company) -> str:
    """What was pasted, as it was understood."""
    few: Any = ", ".join(readable(digits, company.country) for digits in given[:5])
    if len(given) > len(given[:5]):
        few += " …"
    told = ngettext("%(count)d number is given: %(few)s.", "%(count)d numbers are given: %(few)s.", len(given))
    return told % {"count": len(given), "few": few}


def _by(request: HttpRequest) -> Keeper:
    return Keeper(access_account(request).login, where(request).address)
