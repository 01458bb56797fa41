"""The stream of running calls, the path so far of one of them, and the way that a past call took."""

from __future__ import annotations

from functools import partial

from asgiref.sync import sync_to_async
from django.core.exceptions import PermissionDenied
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET, require_safe

from belplan.engine.watching import RunningCall
from belplan.identity.access import access_company, access_one
from belplan.identity.problems import PasswordChangeNeeded, SignInNeeded
from belplan.identity.sessions import STREAM, as_of_now
from belplan.panel import timeline
from belplan.panel.names import Names, names_of
from belplan.panel.reports.lines import lines
from belplan.panel.watch.past import ways
from belplan.panel.watch.shown import shown
from belplan.panel.watch.stream import Words, pieces
from belplan.records.models import CallRecord
from belplan.tenancy.models import Company


@require_GET
def stream(request: HttpRequest) -> StreamingHttpResponse:
    """The company's running calls as they go: how many in each plan, and where each of `?plan=` is."""
    company = access_company(request)
    told = pieces(company.key, sync_to_async(partial(_may_watch, request, company, translation.get_language() or "")))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # the latter for nginx: pass it on at once
    return StreamingHttpResponse(told, content_type=STREAM, headers=headers)


@require_safe
def path(request: HttpRequest, call: str) -> HttpResponse:
    """The path so far of a call, by the engine's name for it: a part of a page. 404 while no record is written."""
    company = access_company(request)
    names = names_of(company)
    row = access_one(CallRecord.objects.for_company(company), call=call)
    places = [step.step for step in row.path if step.plan == request.GET.get("plan")]
    entries = timeline.entries(row.record, names)
    return render(request, "watch/path.html", {"line": lines([row], names)[0], "entries": entries, "places": places})


@require_safe
def past(request: HttpRequest, number: int) -> HttpResponse:
    """A call on the plans that it went through, as they were then."""
    company = access_company(request)
    names = names_of(company)
    row = access_one(CallRecord.objects.for_company(company), pk=number)
    context = {"line": lines([row], names)[0], "entries": timeline.entries(row.record, names)}
    context["ways"] = ways(company, row.known_facts(), names)
    return render(request, "watch/past.html", context)


def _may_watch(request: HttpRequest, company: Company, language: str) -> Words | None:
    """What tells calls with the names of now; None where the session or the right to the company has ended."""
    try:
        if access_company(as_of_now(request)) != company:
            return None
        return partial(_told, language, names_of(company), request.GET.get("plan", ""))
    except (SignInNeeded, PasswordChangeNeeded, PermissionDenied):
        return None
    finally:
        close_old_connections()  # a stream lasts for hours and asks the database but now and then


def _told(language: str, names: Names, plan: str, calls: tuple[RunningCall, ...]) -> dict[str, object]:
    with translation.override(language):
        return shown(calls, names, plan)
