"""The versions of a plan: who published them, when and why, how two differ, and putting one in force again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from belplan.callplan.plan import PlanError
from belplan.exchange.models import DraftPlan
from belplan.identity.access import access_company, access_one
from belplan.panel.listing import page_of
from belplan.panel.names import names_of
from belplan.panel.plans import differences, published, tree, undoing
from belplan.panel.plans.publish_form import NoteForm
from belplan.panel.plans.publishing import by, newest
from belplan.panel.plans.refusal import Refusal, refusal
from belplan.publishing.models import PublishedPlanRow
from belplan.publishing.problems import PublishError
from belplan.publishing.publish import draft_has_changes, roll_back


@require_safe
def versions(request: HttpRequest, key: str) -> HttpResponse:
    """All versions, the newest first."""
    draft = _draft(request, key)
    rows = PublishedPlanRow.objects.for_company(draft.company).filter(key=key).order_by("-version")
    return render(
        request, "plans/history.html", {"draft": draft, "page": page_of(request, rows), "newest": newest(draft)}
    )


@require_safe
def version(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """One version: how it differs from the one before (or `?with=`), and its steps."""
    draft = _draft(request, key)
    row = _row(draft, version)
    return render(request, "plans/version.html", _context(request, draft, row, NoteForm(initial=_note(row))))


@require_POST
def back(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """Put an earlier version in force again, as the next one."""
    draft = _draft(request, key)
    row, form, before = _row(draft, version), NoteForm(request.POST), newest(draft)
    form.full_clean()
    said = {**_note(row), **form.cleaned_data}
    try:
        who = by(request, said["note"] or _note(row)["note"], accepts=said["accepts"])
        number = roll_back(draft.company, key, version, who)
    except PublishError as error:
        context = _context(request, draft, row, form, refusal(error, draft, names_of(draft.company)))
        return render(request, "plans/version.html", context, status=422)
    undoing.offer(request, key, number, before.version if before else None)
    words = _("Version %(version)d is in force: the same as version %(again)d.")
    messages.success(request, words % {"version": number, "again": version})
    return redirect("plans:plan", key=key)


def _draft(request: HttpRequest, key: str) -> DraftPlan:
    return access_one(DraftPlan.objects.for_company(access_company(request)).select_related("company"), key=key)


def _row(draft: DraftPlan, version: int) -> PublishedPlanRow:
    return access_one(PublishedPlanRow.objects.for_company(draft.company), key=draft.key, version=version)


def _note(row: PublishedPlanRow) -> dict[str, Any]:
    return {"note": _("Back to version %(version)d") % {"version": row.version}, "accepts": False}


def _context(
    request: HttpRequest, draft: DraftPlan, row: PublishedPlanRow, form: NoteForm, refused: Refusal | None = None
) -> dict[str, Any]:
    others = PublishedPlanRow.objects.for_company(draft.company).filter(key=draft.key).exclude(pk=row.pk)
    wanted = request.GET.get("with", "")
    other = others.filter(version=int(wanted)).first() if wanted.isascii() and wanted.isdecimal() else None
    other = other or others.filter(version__lt=row.version).order_by("-version").first()
    last = newest(draft)
    return {
        "draft": draft,
        "version": row,
        "newest": last,
        "form": form,
        "other": other,
        "others": others.order_by("-version").values_list("version", flat=True)[:200],
        "draft_stays": last and draft_has_changes(draft.company, draft.key, last),
        "refused": refused,
        **_read(draft, row, other),
    }


def _read(draft: DraftPlan, row: PublishedPlanRow, other: PublishedPlanRow | None) -> dict[str, Any]:
    """Its steps, and what is different; neither of a tree that this version of Belplan cannot read."""
    names = names_of(draft.company)
    try:
        plan = published.in_force(draft, row)
        before = published.in_force(draft, other) if other else None
    except PlanError:
        return {"unreadable": True}
    told = differences.told(before, plan, names)
    if other:
        told += differences.told_of_shared(other.library, row.library, names)
    diversions = [(one, tree.under(one, names)) for one in plan.diversions]
    return {"differences": told, "steps": tree.lines(plan, names), "diversions": diversions}
