"""One's own dashboard: the calls that one had, and the phonebook."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from belplan.exchange.phonebook import Found
from belplan.identity.access import access_own_calls
from belplan.panel.listing import words_of
from belplan.panel.my import route, state
from belplan.panel.my.latest import latest
from belplan.panel.names import names_of
from belplan.panel.reports.lines import lines
from belplan.panel.reports.own import in_sight
from belplan.records.models import CallRecord
from belplan.records.reports import CallFilter, page

LATEST = 5  # calls
SHOWN = 12  # of the phonebook


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page of a user after signing in."""
    sight, words = access_own_calls(request), words_of(request)
    rows = page(in_sight(sight, CallFilter()), size=LATEST).calls
    calls = lines(rows, names_of(sight.company, {name for row in rows for name in _told(row)}))
    found = Found(sight.company, words)
    context = {
        "calls": latest(sight.company, calls, sight.person),
        "entries": found[:SHOWN],
        "more": max(found.count() - SHOWN, 0),
        "q": words,
        "own_user": sight.person,
        **route.context(sight.person),
        **state.context(sight.company, sight.person),
    }
    return render(request, "my/home.html", context)


def _told(row: CallRecord) -> tuple[str, ...]:
    """What a call's line names."""
    return row.record.caller_party, row.answered_by, f"plan/{row.plan}"
