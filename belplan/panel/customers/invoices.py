"""A served company's invoice lines: by internal number, as who is called what there is the company's own affair."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from belplan.identity.access import access_served_company
from belplan.panel.invoices import pages


@require_safe
def overview(request: HttpRequest, key: str) -> HttpResponse:
    """The price list and the months."""
    return pages.overview(request, access_served_company(request, key), _ways(key))


@require_safe
def month(request: HttpRequest, key: str) -> HttpResponse:
    """One month's lines."""
    return pages.month(request, access_served_company(request, key), _ways(key))


@require_safe
def csv(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """One month's lines as a table."""
    return pages.csv(request, access_served_company(request, key), _ways(key))


@require_safe
def json(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """One month's lines for programs."""
    return pages.json(request, access_served_company(request, key), _ways(key))


def _ways(key: str) -> pages.Ways:
    return pages.Ways(
        overview=reverse("customers:invoices", args=[key]),
        month=reverse("customers:invoice", args=[key]),
        csv=reverse("customers:invoice_csv", args=[key]),
        json=reverse("customers:invoice_json", args=[key]),
        names=False,
    )
