"""The dashboard: numbers and where they lead, the latest calls, and what is still to do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from belplan.exchange.models import Number
from belplan.identity.access import access_calls
from belplan.panel.dashboard.checklist import tasks
from belplan.panel.names import names_of
from belplan.panel.plans import published
from belplan.panel.reports.lines import lines
from belplan.panel.reports.own import in_sight
from belplan.records.reports import CallFilter, page
from belplan.tenancy.models import Company

LATEST = 5  # calls


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page after signing in; users have theirs in the user panel."""
    sight = access_calls(request)
    if not sight.all_of_company:
        return redirect("my:home")
    calls = page(in_sight(sight, CallFilter()), size=LATEST).calls
    context: dict[str, Any] = {"lines": lines(calls, names_of(sight.company)), **_of_company(sight.company)}
    return render(request, "dashboard/home.html", context)


def _of_company(company: Company) -> dict[str, Any]:
    todo = tasks(company, published.lines(company))
    numbers = Number.objects.for_company(company).select_related("plan").order_by("digits")
    return {"numbers": numbers, "tasks": todo, "all_done": all(task.done for task in todo)}
