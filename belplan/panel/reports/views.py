"""The reports: every call that somebody may see, and the path of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from belplan.exchange.models import DraftPlan
from belplan.identity.access import CallsInSight, access_calls, access_one, access_own_calls
from belplan.panel import timeline
from belplan.panel.names import names_of
from belplan.panel.reports.filters import FilterForm
from belplan.panel.reports.lines import lines
from belplan.panel.reports.own import in_sight
from belplan.records.reports import CallFilter, page, totals


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """A page of calls, newest first, with how many there are in all."""
    sight = _sight(request)
    names = names_of(sight.company)
    plans = DraftPlan.objects.for_company(sight.company).order_by("name").values_list("key", "name")
    form = FilterForm(plans, request.GET)
    calls = in_sight(sight, form.wanted())
    found = page(calls, request.GET.get("after", ""))
    context: dict[str, Any] = {
        "form": form,
        "lines": lines(found.calls, names),
        "next": found.next,
        "totals": totals(calls),
        "later": "after" in request.GET,
    }
    return render(request, "reports/overview.html", context)


@require_safe
def call(request: HttpRequest, number: int) -> HttpResponse:
    """One call with its path; asked for by htmx, only the path, to stand under its line."""
    sight = _sight(request)
    names = names_of(sight.company)
    row = access_one(in_sight(sight, CallFilter()), pk=number)
    context = {"line": lines([row], names)[0], "entries": timeline.entries(row.record, names)}
    part = "HX-Request" in request.headers
    return render(request, "panel/timeline.html" if part else "reports/call.html", context)


def _sight(request: HttpRequest) -> CallsInSight:
    """In the user panel one's own calls, an administrator's too; else what the role allows."""
    own = request.resolver_match is not None and request.resolver_match.namespace == "own_reports"
    return access_own_calls(request) if own else access_calls(request)
