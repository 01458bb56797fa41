"""What the company's functions cost, and its invoice lines."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from belplan.identity.access import access_company
from belplan.panel.invoices import pages


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The price list and the months."""
    return pages.overview(request, access_company(request), _ways())


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """One month's lines."""
    return pages.month(request, access_company(request), _ways())


@require_safe
def csv(request: HttpRequest) -> StreamingHttpResponse:
    """One month's lines as a table."""
    return pages.csv(request, access_company(request), _ways())


@require_safe
def json(request: HttpRequest) -> StreamingHttpResponse:
    """One month's lines for programs."""
    return pages.json(request, access_company(request), _ways())


def _ways() -> pages.Ways:
    return pages.Ways(
        overview=reverse("settings:invoices"),
        month=reverse("settings:invoice"),
        csv=reverse("settings:invoice_csv"),
        json=reverse("settings:invoice_json"),
        names=True,
    )
