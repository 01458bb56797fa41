"""The page from which a draft is published: what is different, what is in the way, then now or at a later moment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from belplan.exchange.models import DraftPlan
from belplan.identity.access import access_account, access_plan
from belplan.identity.whereabouts import where
from belplan.panel.names import Names, names_of
from belplan.panel.plans import differences, published, undoing
from belplan.panel.plans.publish_form import PublishForm
from belplan.panel.plans.refusal import FindingLine, Refusal, broken, finding_lines, refusal
from belplan.publishing import planned, scenarios
from belplan.publishing.candidate import candidate
from belplan.publishing.models import PlannedPublication, PublishedPlanRow
from belplan.publishing.problems import PublishError
from belplan.publishing.publish import By
from belplan.publishing.publish import publish as put_in_force


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Look at what a publication would change, and publish."""
    draft = access_plan(request, key)
    names, form = names_of(draft.company), PublishForm(request.POST if request.method == "POST" else None, draft)
    refused = None
    if form.is_valid():
        try:
            return _publish(request, draft, form)
        except PublishError as error:
            refused = refusal(error, draft, names)
        except ValidationError as problem:
            form.refuse(problem)
    context = {"draft": draft, "form": form, **_context(draft, names, refused)}
    return render(request, "plans/publish.html", context, status=422 if form.is_bound else 200)


@require_POST
def cancel(request: HttpRequest, key: str) -> HttpResponse:
    """Take a publication for later off the list."""
    draft = access_plan(request, key)
    row = PlannedPublication.objects.for_company(draft.company).filter(key=key).first()
    if row:
        planned.cancel(row, by(request))
        messages.success(request, _("The planned publication is cancelled."))
    return _to_the_plan(request, key)


def by(request: HttpRequest, note: str = "", *, accepts: bool = False) -> By:
    """Whoever publishes."""
    return By(access_account(request).login, where(request).address, note, accepts)


def newest(draft: DraftPlan) -> PublishedPlanRow | None:
    """The version in force."""
    return PublishedPlanRow.objects.for_company(draft.company).filter(key=draft.key).order_by("-version").first()


def why_not(row: PlannedPublication, draft: DraftPlan, names: Names) -> list[FindingLine]:
    """Why a planned publication did not succeed; empty while it waits."""
    return finding_lines(planned.reasons(row), draft, names)


def _publish(request: HttpRequest, draft: DraftPlan, form: PublishForm) -> HttpResponse:
    """Raises PublishError or ValidationError."""
    said, before = form.cleaned_data, newest(draft)
    who = by(request, said["note"], accepts=said["accepts"])
    if said["at"]:
        planned.plan_publication(draft.company, draft.key, said["at"], who, timezone.now())
        messages.success(request, _("The publication is planned."))
    else:
        version = put_in_force(draft.company, draft.key, who)
        undoing.offer(request, draft.key, version, before.version if before else None)
        messages.success(request, _("Version %(version)d is in force.") % {"version": version})
    return _to_the_plan(request, draft.key)


def _to_the_plan(request: HttpRequest, key: str) -> HttpResponse:
    """What is in force, as an administrator reads it, or a user whose own plan it is."""
    return redirect("plans:plan", key=key) if access_account(request).is_administrator else redirect("my:route")


def _context(draft: DraftPlan, names: Names, refused: Refusal | None) -> dict[str, Any]:
    row = newest(draft)
    waiting = planned.planned_for(draft.company).get(draft.key)
    context: dict[str, Any] = {"version": row, "planned": waiting}
    context["planned_reasons"] = waiting and why_not(waiting, draft, names)
    try:
        ready = candidate(draft.company, draft.key)
    except PublishError as error:
        return {**context, "refused": refusal(error, draft, names)}
    before = published.in_force(draft, row) if row else None
    context["differences"] = differences.told(before, ready.plan, names)
    if refused is None:
        refused = Refusal(broken=broken(scenarios.broken(draft.company, ready), names))
    return {**context, "refused": refused, "ready": True}
