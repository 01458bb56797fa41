"""Switching a plan's diversions from its page: asked of the engine, whose answer is what the page shows next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from belplan.callplan.plan import Plan
from belplan.engine.state import SwitchDiversion, in_force
from belplan.exchange.models import DraftPlan
from belplan.identity.access import access_company, access_one
from belplan.panel.live import Live, change
from belplan.panel.names import names_of
from belplan.panel.plans import published, tree
from belplan.publishing.models import PublishedPlanRow


@require_POST
def divert(request: HttpRequest, key: str) -> HttpResponse:
    """Switch one on or off."""
    company = access_company(request)
    draft = access_one(DraftPlan.objects.for_company(company), key=key)
    name, on = request.POST.get("diversion", ""), request.POST.get("on") == "yes"
    what = f"diversion {name} of call plan {key} switched {'on' if on else 'off'}"
    live = change(request, company, SwitchDiversion(key, name, on), what)
    row = PublishedPlanRow.objects.for_company(company).filter(key=key).order_by("-version").first()
    if row and "HX-Request" in request.headers:
        return render(request, "plans/diversions.html", context(draft, published.in_force(draft, row), live))
    if live.problem:
        messages.error(request, live.problem)
    return redirect("plans:plan", key=key)


def context(draft: DraftPlan, plan: Plan, live: Live) -> dict[str, Any]:
    """What the part of the page about diversions shows."""
    entries = tree.diversions(plan, names_of(draft.company), live.state)
    met = in_force(plan, live.state)
    return {
        "draft": draft,
        "live": live,
        "diversions": entries,
        "diverted": next((entry for entry in entries if entry.diversion == met), None),
    }
