"""The dashboard: numbers and where they lead, the latest calls, and what is still to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from belplan.identity.access import access_account


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page after signing in."""
    access_account(request)
    return render(request, "dashboard/home.html")
