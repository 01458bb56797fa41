"""Trying one call on the plan's own steps, and painting a week by what becomes of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from belplan.panel import timeline
from belplan.panel.plans.trying import week
from belplan.panel.plans.trying.form import PlanCallForm, WeekForm
from belplan.panel.plans.trying.page import Trying, trying
from belplan.panel.plans.trying.trial import Trial
from belplan.panel.simulator.heard import with_what_is_heard
from belplan.panel.simulator.views import no_line, no_prompts
from belplan.records.foretelling import CannotForetell


@require_safe
def try_plan(request: HttpRequest, key: str) -> HttpResponse:
    """The form, the plan with the path of the call lit, and the call's timeline."""
    page = trying(request, key)
    form = page.form(PlanCallForm, request.GET if "at" in request.GET else None)
    context: dict[str, Any] = {**page.context(), "form": form}
    if page.trial:
        context["walked"] = page.trial.walked((), page.names)
        if form.is_bound and form.is_valid():
            context |= _or_problem(_answer, page, page.trial, form)
    return render(request, "trying/call.html", context)


@require_safe
def try_week(request: HttpRequest, key: str) -> HttpResponse:
    """The form, and a week in which each stretch shows what becomes of the call."""
    page = trying(request, key)
    form = page.form(WeekForm, request.GET if "at" in request.GET else None)
    context: dict[str, Any] = {**page.context(), "form": form}
    if page.trial and form.is_bound and form.is_valid():
        context |= _or_problem(week.painted, page, page.trial, form)
    return render(request, "trying/week.html", context)


def _or_problem(work: Any, page: Trying, tried: Trial, form: PlanCallForm) -> dict[str, Any]:
    try:
        found: dict[str, Any] = work(page, tried, form)
    except CannotForetell:
        return {"problem": no_line()}
    except OSError:
        return {"problem": no_prompts()}
    return found


def _answer(page: Trying, tried: Trial, form: PlanCallForm) -> dict[str, Any]:
    answer = tried.call(form.case(), form.moment())
    entries = timeline.entries(answer.record, page.names)
    return {
        "entries": with_what_is_heard(entries, answer.heard, tried.about, page.names),
        "outcome": timeline.outcome(answer.record.outcome),
        "at": form.moment(),
        "walked": tried.walked(answer.record.path, page.names),
    }
