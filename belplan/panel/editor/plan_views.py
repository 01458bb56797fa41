"""A call plan is added, renamed, given its numbers, or removed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from belplan.exchange.models import DraftPlan
from belplan.identity.access import access_account, access_company, access_one
from belplan.identity.whereabouts import where
from belplan.panel.editor.plan_form import PlanForm
from belplan.publishing.plan_keeping import Keeper, keep_plan, remove_plan


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new plan, empty; its editor opens."""
    return _form(request, DraftPlan(company=access_company(request)))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Name and numbers of one plan."""
    return _form(request, _draft(request, key))


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Remove one, unless calls can still come to it."""
    draft = _draft(request, key)
    try:
        remove_plan(draft, _by(request))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("plans:plan_form", key=key)
    messages.success(request, _("%(name)s is removed.") % {"name": draft.name})
    return redirect("plans:list")


def _draft(request: HttpRequest, key: str) -> DraftPlan:
    rows = DraftPlan.objects.for_company(access_company(request)).select_related("company", "fallback")
    return access_one(rows, key=key)


def _form(request: HttpRequest, draft: DraftPlan) -> HttpResponse:
    form = PlanForm(request.POST if request.method == "POST" else None, draft)
    name = draft.name
    if form.is_valid():
        try:
            keep_plan(draft, form.fill(), _by(request))
        except ValidationError as problem:
            form.refuse(problem, key="name")
        else:
            return redirect("plans:editor", key=draft.key)
    context = {"form": form, "draft": draft, "name": name}
    return render(request, "editor/plan.html", context, status=422 if form.errors else 200)


def _by(request: HttpRequest) -> Keeper:
    return Keeper(access_account(request).login, where(request).address)
