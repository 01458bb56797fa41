"""One's own route: what becomes of calls to oneself, as sentences, with its presets; administrators see anybody's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from belplan.callplan.own_route import route_of
from belplan.callplan.plan import Plan
from belplan.engine.state import SwitchDiversion
from belplan.exchange.models import Person
from belplan.identity.access import access_account, access_company, access_one, access_own_calls
from belplan.identity.whereabouts import where
from belplan.panel.live import change, live_of
from belplan.panel.my.route_form import RouteForm
from belplan.panel.names import names_of
from belplan.panel.plans import published, tree
from belplan.panel.plans.publishing import why_not
from belplan.publishing.own_plans import drop_route, keep_route, open_route, own_plan_of, version_in_force
from belplan.publishing.plan_keeping import Keeper
from belplan.publishing.planned import planned_for
from belplan.publishing.problems import PublishError
from belplan.publishing.publish import By


@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """One's own."""
    person = access_own_calls(request).person
    return _page(request, person, reverse("my:route")) if person else redirect("my:home")


@require_http_methods(["GET", "POST"])
def of_user(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague's, for an administrator."""
    person = access_one(Person.objects.for_company(access_company(request)), pk=pk)
    return _page(request, person, reverse("people:route", args=[pk]), helps=True)


@require_POST
def divert(request: HttpRequest) -> HttpResponse:
    """Switch the diversion of one's own plan."""
    person = access_own_calls(request).person
    draft = own_plan_of(person) if person else None
    if person is None or draft is None:
        return redirect("my:home")
    name, on = request.POST.get("diversion", ""), request.POST.get("on") == "yes"
    what = f"diversion {name} of own plan {draft.key} switched {'on' if on else 'off'}"
    live = change(request, person.company, SwitchDiversion(draft.key, name, on), what)
    if live.problem:
        messages.error(request, live.problem)
    return redirect("my:route")


def context(person: Person | None) -> dict[str, Any]:
    """The route in force, as sentences; nothing for who has none."""
    plan = _in_force(person) if person else None
    if person is None or plan is None:
        return {}
    names, live = names_of(person.company), live_of(person.company)
    steps = tree.lines(plan, names)
    diversions = tree.diversions(replace(plan, internal=person.extension), names, live.state)  # their codes
    return {"route_plan": plan, "route_steps": steps, "route_diversions": diversions}


def _in_force(person: Person) -> Plan | None:
    draft = own_plan_of(person)
    row = version_in_force(draft) if draft else None
    return published.in_force(draft, row) if draft and row else None


def _page(request: HttpRequest, person: Person, here: str, *, helps: bool = False) -> HttpResponse:
    if "drop" in request.POST:
        return _drop(request, person, here)
    if "edit" in request.POST:
        return _edit(request, person, here)
    plan = _in_force(person)
    route = route_of(plan) if plan else None
    form = RouteForm(request.POST if request.method == "POST" else None, person, route)
    if form.is_valid() and _keep(request, person, form):
        messages.success(request, _("The route is saved, and in force."))
        return redirect(here)
    shown = {"form": form, "person": person, "here": here, "helps": helps, "otherwise": bool(plan and route is None)}
    whole = {**shown, **context(person), **_planned(person)}
    return render(request, "my/route.html", whole, status=422 if form.errors else 200)


def _planned(person: Person) -> dict[str, Any]:
    """The plan to edit, and when it is to be published."""
    draft = own_plan_of(person)
    row = planned_for(person.company).get(draft.key) if draft else None
    reasons = why_not(row, draft, names_of(person.company)) if draft and row else []
    return {"draft": draft, "planned": row, "planned_reasons": reasons}


def _keep(request: HttpRequest, person: Person, form: RouteForm) -> bool:
    by = By(access_account(request).login, where(request).address)
    try:
        keep_route(person, form.route(), by)
    except PublishError as error:
        names = names_of(person.company)
        reasons = [names.sentence(finding.text) for finding in error.findings] or [names.sentence(error.text)]
        form.refuse(ValidationError(reasons))
        return False
    return True


def _edit(request: HttpRequest, person: Person, here: str) -> HttpResponse:
    try:
        draft = open_route(person, _keeper(request))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect(here)
    return redirect("plans:editor", key=draft.key)


def _drop(request: HttpRequest, person: Person, here: str) -> HttpResponse:
    try:
        drop_route(person, _keeper(request))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("The route is gone: calls just ring the telephones again."))
    return redirect(here)


def _keeper(request: HttpRequest) -> Keeper:
    return Keeper(access_account(request).login, where(request).address)
