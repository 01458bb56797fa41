"""What the page around every screen needs: menu, profile, theme, and who helps whom."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from belplan.identity import help_consent
from belplan.identity.models import Account
from belplan.panel import menu

THEME_COOKIE = "theme"
THEMES = ("system", "light", "dark")


def layout(request: HttpRequest) -> dict[str, Any]:
    """Context of every template. Without a signed-in account there is no menu."""
    account = getattr(request, "user", None)
    context: dict[str, Any] = {"theme": theme(request), "languages": settings.LANGUAGES}
    if isinstance(account, Account):
        context |= {"account": account, **_panel(request, account)}
    return context


def theme(request: HttpRequest) -> str:
    """The theme chosen in this browser; "system" until one is."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "system"


def _panel(request: HttpRequest, account: Account) -> dict[str, Any]:
    """The company shown is another's where somebody helps it; its own people see while help is allowed."""
    screen = request.resolver_match.namespace if request.resolver_match else ""
    panel = menu.current(account, screen)
    helped = help_consent.company_helped(request, account) if panel is menu.COMPANY else None
    company = helped or account.company
    return {
        "company": company,
        "panel": panel,
        "other_panels": [other for other in menu.panels(account) if other is not panel],
        "screen": screen,
        "helped": helped,
        "consent": help_consent.current(company, timezone.now()) if account.is_administrator else None,
    }
