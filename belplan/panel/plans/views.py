"""The list of call plans, and each plan as a readable tree."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from belplan.exchange.models import DraftPlan
from belplan.identity.access import access_company, access_one
from belplan.panel.live import live_of
from belplan.panel.names import names_of
from belplan.panel.plans import diverting, published, publishing, tree, undoing
from belplan.publishing import planned
from belplan.publishing.models import PublishedPlanRow


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All call plans with their numbers."""
    company = access_company(request)
    live = live_of(company)
    lines = published.lines(company, live.state)
    return render(request, "plans/overview.html", {"lines": lines, "live": live})


@require_safe
def plan(request: HttpRequest, key: str) -> HttpResponse:
    """One call plan as it is in force."""
    company = access_company(request)
    draft = access_one(DraftPlan.objects.for_company(company), key=key)
    row = PublishedPlanRow.objects.for_company(company).filter(key=key).order_by("-version").first()
    names, waiting = names_of(company), planned.planned_for(company).get(key)
    context: dict[str, Any] = {"draft": draft, "version": row, "numbers": [n.digits for n in draft.numbers.all()]}
    context |= {"planned": waiting, "planned_reasons": waiting and publishing.why_not(waiting, draft, names)}
    if row:
        current = published.in_force(draft, row)
        context |= {"steps": tree.lines(current, names), **diverting.context(draft, current, live_of(company))}
        context["undo"] = undoing.offered(request, key, row.version)
    return render(request, "plans/plan.html", context)
