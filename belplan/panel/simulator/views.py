"""Trying a call: a form whose answer is the call's timeline; both stand in the page's address, to be shared."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from belplan.exchange.models import DraftPlan, Number
from belplan.exchange.readable import readable
from belplan.identity.access import access_company
from belplan.panel import timeline
from belplan.panel.live import live_of
from belplan.panel.names import Names, names_of
from belplan.panel.plans.parties import parties
from belplan.panel.simulator.foretold import foretold
from belplan.panel.simulator.form import CallForm, first_guess
from belplan.panel.simulator.heard import with_what_is_heard
from belplan.publishing.snapshots import snapshot_of
from belplan.records.foretelling import CannotForetell
from belplan.tenancy.models import Company


@require_safe
def try_call(request: HttpRequest) -> HttpResponse:
    """The form, and beside it what would happen once it is filled in."""
    company = access_company(request)
    names = names_of(company)
    asked = request.GET if "at" in request.GET else None
    guess = {**first_guess(), "to": readable(request.GET.get("to", ""), company.country)}
    form = CallForm(company, parties(company, names), asked, initial=guess)
    context: dict[str, Any] = {"form": form, "own_numbers": _own_numbers(company)}
    if asked is not None and form.is_valid():
        context |= _answer(form, names)
        form.show_back()
    return render(request, "simulator/try.html", context)


def _answer(form: CallForm, names: Names) -> dict[str, Any]:
    about = snapshot_of(form.company)
    try:
        answer = foretold(form.case(), form.moment(), about, live_of(form.company).state)
    except CannotForetell:
        return {"problem": no_line()}
    except OSError:
        return {"problem": no_prompts()}
    entries = with_what_is_heard(timeline.entries(answer.record, names), answer.heard, about, names)
    return {"entries": entries, "outcome": timeline.outcome(answer.record.outcome), "at": form.moment()}


def no_line() -> str:
    """Why nothing can be tried without a trunk."""
    return _("Nobody can call in yet: the company has no line to the outside. Ask your provider for one.")


def no_prompts() -> str:
    """Why nothing can be tried before set-up made the exchange's messages."""
    return _("The exchange's own messages are missing on this machine. Ask your provider to run set-up.")


def _own_numbers(company: Company) -> list[tuple[str, str]]:
    """What may be called, with what it is called."""
    numbers = Number.objects.for_company(company).select_related("plan")
    external = [(readable(n.digits, company.country), n.plan.name if n.plan else "") for n in numbers]
    plans = DraftPlan.objects.for_company(company).exclude(internal="").order_by("internal")
    return external + [(plan.internal, plan.name) for plan in plans]
