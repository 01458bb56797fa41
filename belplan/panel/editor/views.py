"""The editor's page, and one address for each thing that it asks: an edit, a step's options, what is new."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from belplan.callevents import Phrase, phrase
from belplan.callplan.catalogue import BY_KIND
from belplan.callplan.editing.edits import SetOptions, step_of
from belplan.callplan.editing.refused import EditRefused
from belplan.callplan.editing.tree import plain_step, step_data
from belplan.exchange import editing
from belplan.exchange.editing import Edited, tree_of
from belplan.exchange.models import DraftPlan
from belplan.identity.access import access_plan
from belplan.panel.editor.asked import asked
from belplan.panel.editor.options import form_for
from belplan.panel.editor.page import COPIED, Page, copied, destinations, editor
from belplan.panel.editor.palette import groups


@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    """The whole editor; `?step=` selects a step or a diversion."""
    draft = access_plan(request, key)
    shown = Page(request, draft, tree_of(draft), request.GET.get("step", ""))
    context = {**shown.whole(), "groups": groups(), **_moving(request, shown)}
    return render(request, "editor/page.html", context)


@require_safe
def panel(request: HttpRequest, key: str) -> HttpResponse:
    """The side panel of one step; with `?move=1` its list of places to go to."""
    draft = access_plan(request, key)
    shown = Page(request, draft, tree_of(draft), request.GET.get("step", ""))
    return render(request, "editor/panel.html", {**shown.panel(), **_moving(request, shown)})


@require_safe
def state(request: HttpRequest, key: str) -> HttpResponse:
    """Head and canvas, if the plan was edited since the picture `?edits=`; else an empty answer."""
    draft = access_plan(request, key)
    if request.GET.get("edits") == str(draft.edits):
        return HttpResponse(status=204)
    shown = Page(request, draft, tree_of(draft), request.GET.get("step", ""))
    return render(request, "editor/work.html", {**shown.canvas(), "only_canvas": True})


@require_POST
def change(request: HttpRequest, key: str) -> HttpResponse:
    """One edit, as its form asks for it."""
    draft, step = access_plan(request, key), request.POST.get("step", "")
    try:
        done = _do(request, draft)
    except EditRefused as refused:
        return _answer(request, draft, step, refused=refused.text)
    kept = step if request.POST.get("do") in ("undo", "redo", "copy") else ""
    return _answer(request, draft, kept or done.step or _nearest(request, done), done=done)


@require_POST
def options(request: HttpRequest, key: str) -> HttpResponse:
    """The options of one step, as they were typed, whole or not."""
    draft, step = access_plan(request, key), request.POST.get("step", "")
    try:
        done = _set_options(request, draft, step)
    except EditRefused as refused:
        return _answer(request, draft, step, refused=refused.text, data=request.POST)
    return _answer(request, draft, step, done=done, data=request.POST)


def _do(request: HttpRequest, draft: DraftPlan) -> Edited:
    do, who = request.POST.get("do", ""), editor(request)
    if do == "undo":
        return editing.undo(draft, who)
    if do == "redo":
        return editing.redo(draft, who)
    tree = tree_of(draft)
    if do == "copy":
        node = step_of(tree, request.POST.get("step", ""))
        request.session[COPIED] = {"company": draft.company_id, "step": plain_step(step_data(node))}
        return Edited(tree, phrase("Copied: choose a place, in this plan or another, and paste"))
    return editing.edit(draft, asked(request.POST, tree, copied(request, draft)), who, timezone.now())


def _set_options(request: HttpRequest, draft: DraftPlan, step: str) -> Edited:
    node = step_of(tree_of(draft), step)
    if node.kind not in BY_KIND:
        raise EditRefused(phrase("This version does not know this step: remove it, or leave it as it is."))
    try:
        before = json.loads(request.POST.get("before", ""))
    except ValueError:
        before = None
    if not isinstance(before, dict):
        raise EditRefused(phrase("This page is out of date: reload it, then save again."))
    wanted = form_for(node.kind, before, draft.company, request.POST).options()
    return editing.edit(draft, SetOptions(step, wanted, before), editor(request), timezone.now())


def _nearest(request: HttpRequest, done: Edited) -> str:
    """What is selected once the selected step is gone: what the page names as its neighbour, if that is there."""
    wanted = request.POST.get("next", "")
    return wanted if wanted in done.tree.ids() else ""


def _answer(
    request: HttpRequest,
    draft: DraftPlan,
    step: str,
    *,
    done: Edited | None = None,
    refused: Phrase | None = None,
    data: QueryDict | None = None,
) -> HttpResponse:
    """The fresh parts for a page that asked by script, else the page once more; either says what was done or not."""
    shown = Page(request, draft, done.tree if done else _fresh(draft), step)
    says = shown.says(done.what, done.step) if done and done.changed else ""
    problem = shown.names.sentence(refused) if refused else ""
    if "HX-Request" in request.headers:
        context = {**shown.whole(data), "says": says, "problem": problem}
        return render(request, "editor/work.html", context)
    if problem and data is not None and shown.selected:  # what was typed stays
        context = {**shown.whole(data), "groups": groups(), "problem": problem}
        return render(request, "editor/page.html", context, status=409)
    if problem:
        messages.error(request, problem)
    elif says:
        messages.success(request, says)
    query = f"?{urlencode({'step': shown.selected})}" if shown.selected else ""
    return HttpResponseRedirect(reverse("plans:editor", kwargs={"key": draft.key}) + query)


def _fresh(draft: DraftPlan) -> Any:
    draft.refresh_from_db(fields=["tree", "edits"])
    return tree_of(draft)


def _moving(request: HttpRequest, shown: Page) -> dict[str, Any]:
    return {"destinations": destinations(shown)} if request.GET.get("move") else {}
