"""The pages and files of a company's invoice lines; the views that use them have asked who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from belplan.billing import invoice
from belplan.billing.catalogue import FUNCTIONS, title
from belplan.billing.charges import Rate, rate_on
from belplan.billing.invoice import Invoice
from belplan.billing.months import day_of, month_named
from belplan.billing.prices import rates
from belplan.exchange.csv_text import TYPE
from belplan.panel.invoices import files
from belplan.panel.listing import PAGE
from belplan.tenancy.models import Company

MONTHS = 12  # a page


@dataclass(frozen=True)
class Ways:
    """Where these pages stand, and what they tell. `names`: users by name; else by their internal number alone."""

    overview: str  # addresses
    month: str
    csv: str
    json: str
    names: bool


def price_list(today: date) -> list[dict[str, Any]]:
    """Each function with its price today and what it will cost later."""
    known = rates()
    return [
        {
            "key": function.key,
            "title": function.title,
            "cents": rate_on(known.get(function.key, ()), today),
            "coming": _coming(known.get(function.key, ()), today),
        }
        for function in FUNCTIONS
    ]


def _coming(known: tuple[Rate, ...], today: date) -> list[Rate]:
    return [rate for rate in known if rate.since > today]


def overview(request: HttpRequest, company: Company, ways: Ways) -> HttpResponse:
    """The price list, and the months with what each came to."""
    today = day_of(company, timezone.now())
    page = Paginator(invoice.months(company, today), MONTHS).get_page(request.GET.get("page"))
    totals = invoice.totals(company, page.object_list, today)
    months = [{"month": month, "total": totals[month], "complete": month.last < today} for month in page]
    context = {"shown": company, "ways": ways, "prices": price_list(today), "page": page, "months": months}
    return render(request, "invoices/overview.html", context)


def month(request: HttpRequest, company: Company, ways: Ways) -> HttpResponse:
    """The lines of one month."""
    asked = asked_for(request, company)
    page = Paginator(asked.users(), PAGE).get_page(request.GET.get("page"))
    lines = [(line, title(line.function)) for line in asked.lines(page)]
    context = {"shown": company, "ways": ways, "invoice": asked, "lines": lines, "page": page, "total": asked.total()}
    return render(request, "invoices/month.html", context)


def csv(request: HttpRequest, company: Company, ways: Ways) -> StreamingHttpResponse:
    """The lines as a table."""
    asked, language = asked_for(request, company), translation.get_language() or "en"
    return _file(asked, "csv", StreamingHttpResponse(files.csv(asked, ways.names, language), content_type=TYPE))


def json(request: HttpRequest, company: Company, ways: Ways) -> StreamingHttpResponse:
    """The lines for programs."""
    asked = asked_for(request, company)
    pieces = files.json(asked, ways.names)
    return _file(asked, "json", StreamingHttpResponse(pieces, content_type="application/json"))


def asked_for(request: HttpRequest, company: Company) -> Invoice:
    """The month that the address names, this one where it names none. Raises Http404 where there is no such month."""
    today = day_of(company, timezone.now())
    try:
        wanted = month_named(request.GET.get("month") or f"{today:%Y-%m}")
    except ValueError as problem:
        raise Http404(str(problem)) from problem
    if wanted.first > today:
        raise Http404("That month has not begun.")
    return Invoice(company, wanted, today)


def _file(asked: Invoice, kind: str, answer: StreamingHttpResponse) -> StreamingHttpResponse:
    answer.headers["Content-Disposition"] = f'attachment; filename="{asked.company.key}-{asked.month}.{kind}"'
    return answer
