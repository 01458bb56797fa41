"""What the page around every screen needs: menu, profile, theme."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from belplan.identity.models import Account
from belplan.panel import menu

THEME_COOKIE = "theme"
THEMES = ("system", "light", "dark")


def layout(request: HttpRequest) -> dict[str, Any]:
    """Context of every template. Without a signed-in account there is no menu."""
    account = getattr(request, "user", None)
    context: dict[str, Any] = {"theme": theme(request), "languages": settings.LANGUAGES}
    if isinstance(account, Account):
        screen = request.resolver_match.app_name if request.resolver_match else ""
        context |= {"account": account, "company": account.company, "menu": menu.entries(account), "screen": screen}
    return context


def theme(request: HttpRequest) -> str:
    """The theme chosen in this browser; "system" until one is."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "system"
