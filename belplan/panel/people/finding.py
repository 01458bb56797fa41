"""What a form offers to who types in it: users, free telephones and numbers of the company."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from belplan.identity.access import access_company
from belplan.panel.devices import search as telephones
from belplan.panel.listing import LONGEST_SEARCH
from belplan.panel.people.search import found, numbers_with, readable_number, with_number
from belplan.panel.picking import answer


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Users who match the form's field for one."""
    company = access_company(request)
    return answer(request, found(company, _typed(request, "person")).prefetch_related(None), with_number)


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Telephones that nobody has, and that match."""
    company = access_company(request)
    free = telephones.found(company, _typed(request, "device")).filter(person=None)
    return answer(request, free, telephones.with_account)


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """External numbers that match."""
    company = access_company(request)
    rows = numbers_with(company, _typed(request, "outgoing_number"))
    return answer(request, rows, partial(readable_number, country=company.country))


def _typed(request: HttpRequest, field: str) -> str:
    return request.GET.get(field, "").strip()[:LONGEST_SEARCH]
