"""Setting up a way to prove who one is: choosing a kind, giving what it needs, and a code to confirm it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.exchange.readable import readable
from belplan.identity import app_links, own_factors
from belplan.identity.attempts import NotProved
from belplan.identity.factors.base import Kind
from belplan.identity.factors.catalogue import KINDS
from belplan.identity.models import Account, Attempt
from belplan.identity.own_factors import Need, NotAllowed
from belplan.identity.whereabouts import where
from belplan.panel.app import linking
from belplan.panel.factors import asked
from belplan.panel.factors.flow import Flow
from belplan.panel.forms import PanelForm


class NumberForm(PanelForm):
    """The number on which codes are read out."""

    number = forms.CharField(
        label=gettext_lazy("Telephone number"),
        max_length=30,
        help_text=gettext_lazy("Landline or mobile, with or without the country code. Example: 0475 11 22 33."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "autofocus": True}),
        error_messages={"required": gettext_lazy("Type the number on which we may call you, such as 0475 11 22 33.")},
    )


def choose_page(request: HttpRequest, flow: Flow, attempt: Attempt) -> HttpResponse:
    """The kinds that may be set up now, with a sentence that helps choosing."""
    need = own_factors.still_needed(attempt.account)
    context = {"flow": flow, "attempt": attempt, "kinds": offered(attempt.account, need), "need": need.value}
    return render(request, "factors/choose.html", context)


def add_page(request: HttpRequest, flow: Flow, attempt: Attempt, key: str) -> HttpResponse:
    """Set one up. A telephone needs its number first; the others begin at once, when their button is pressed."""
    need = own_factors.still_needed(attempt.account)
    kind = next((k for k in offered(attempt.account, need) if k.key == key), None)
    if kind is None:
        raise Http404
    if kind.key == "phone":
        return _phone(request, flow, attempt)
    if kind.key == "app":
        return _app(request, flow, attempt)
    if request.method != "POST":
        return redirect(flow.choose)
    return _begin(request, flow, attempt, kind.key, {})


def offered(account: Account, need: Need) -> list[Kind]:
    """What helps with what is needed; once nothing is, every kind."""
    if need is Need.FIRST:
        return [kind for kind in KINDS if not kind.confirmed_at_once]
    return [kind for kind in KINDS if need is Need.NOTHING or kind.is_backup]


def _phone(request: HttpRequest, flow: Flow, attempt: Attempt) -> HttpResponse:
    mobile = attempt.account.person.mobile if attempt.account.person else ""
    known = {"number": readable(mobile, attempt.account.company.country)} if mobile else {}
    form = NumberForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        try:
            return _begin(request, flow, attempt, "phone", form.cleaned_data)
        except ValidationError as problem:
            form.add_error("number", problem.message_dict["number"])
            form.mark_wrong()
    context = {"flow": flow, "attempt": attempt, "form": form}
    return render(request, "factors/phone.html", context, status=422 if form.errors else 200)


def _app(request: HttpRequest, flow: Flow, attempt: Attempt) -> HttpResponse:
    """Show the link; a POST, which the page repeats by itself, goes on once a telephone has opened it."""
    live = "HX-Request" in request.headers
    if request.method == "POST":
        factor = app_links.linked(attempt)
        if factor and factor.confirmed is None:
            asked.ask(request, attempt, factor)
            return HttpResponse(headers={"HX-Redirect": reverse(flow.code)}) if live else redirect(flow.code)
        if live:
            return HttpResponse(status=204)
        messages.warning(request, _("Your mobile has not opened the link yet. Here is a new one."))
    try:
        link = linking.shown(request, attempt, timezone.now())
    except NotProved:
        return redirect(flow.code)
    return render(request, "factors/app.html", {"flow": flow, "attempt": attempt, "link": link})


def _begin(request: HttpRequest, flow: Flow, attempt: Attempt, key: str, typed: dict[str, Any]) -> HttpResponse:
    """Raises ValidationError by field."""
    try:
        factor, begun = own_factors.set_up(attempt, key, typed, where(request), timezone.now())
    except NotProved:
        return redirect(flow.code)
    except NotAllowed as reason:
        messages.error(request, str(reason))
        return redirect(flow.choose)
    if codes := begun.show.get("codes"):
        return render(request, "factors/codes.html", {"flow": flow, "attempt": attempt, "codes": codes})
    if warning := begun.show.get("warning"):
        messages.warning(request, warning)
    asked.ask(request, attempt, factor)
    return redirect(flow.code)
