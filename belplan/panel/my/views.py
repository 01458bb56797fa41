"""One's own dashboard: the calls that one had, and colleagues to call."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from belplan.exchange.models import Person
from belplan.identity.access import CallsInSight, access_own_calls
from belplan.panel.my import state
from belplan.panel.names import names_of
from belplan.panel.reports.lines import lines
from belplan.panel.reports.own import in_sight
from belplan.records.reports import CallFilter, page

LATEST = 5  # calls


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page of a user after signing in."""
    sight = access_own_calls(request)
    words = request.GET.get("q", "").strip()
    calls = page(in_sight(sight, CallFilter()), size=LATEST).calls
    context = {
        "lines": lines(calls, names_of(sight.company)),
        "colleagues": _colleagues(sight, words),
        "q": words,
        **state.context(sight.company, sight.person),
    }
    return render(request, "my/home.html", context)


def _colleagues(sight: CallsInSight, words: str) -> QuerySet[Person]:
    people = Person.objects.for_company(sight.company).order_by("name")
    if sight.person:
        people = people.exclude(pk=sight.person.pk)
    return people.filter(Q(name__icontains=words) | Q(extension__startswith=words)) if words else people
