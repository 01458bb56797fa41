"""In which language and time zone a page is shown: the account's, else the browser's cookie, else Dutch."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from belplan.identity.models import Account


class LocalityMiddleware:
    """Sets language and time zone for one request, and says in which language the answer is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = request.user if isinstance(request.user, Account) else None
        zone = account.company.timezone if account else settings.TIME_ZONE
        with translation.override(language(request, account)), timezone.override(ZoneInfo(zone)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


def language(request: HttpRequest, account: Account | None = None) -> str:
    """One of the four screen languages."""
    wanted = (account.language if account else "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
