"""Language and theme: kept in the browser, and the language on the account too."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from belplan.identity.models import Account
from belplan.panel.destination import own_page
from belplan.panel.layout import THEME_COOKIE, THEMES

YEAR = 365 * 24 * 3600  # seconds


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show all pages in this language from now on; the only choice that works before signing in too."""
    chosen = request.POST.get("language", "")
    response = _back(request)
    if chosen not in dict(settings.LANGUAGES):
        return response
    if isinstance(request.user, Account):
        Account.objects.filter(pk=request.user.pk).update(language=chosen)
    return remember_language(response, chosen)


def remember_language(response: HttpResponse, chosen: str) -> HttpResponse:
    """In this browser, for the pages before signing in."""
    return _remember(response, settings.LANGUAGE_COOKIE_NAME, chosen)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system has it."""
    chosen = request.POST.get("theme", "")
    response = _back(request)
    return _remember(response, THEME_COOKIE, chosen) if chosen in THEMES else response


def _remember(response: HttpResponse, cookie: str, value: str) -> HttpResponse:
    response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", httponly=True)
    return response


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(own_page(request, request.POST.get("next", "")) or "dashboard:home")
