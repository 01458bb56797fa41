"""How long a session lasts: twelve hours from sign-in (a setting); an administrator's also ends after an idle hour."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from belplan.identity.access import SignInNeeded
from belplan.identity.models import Account

IDLE = 3600  # seconds an administrator may do nothing
NOTE_EVERY = 60  # seconds between two notes of activity, so that not every request writes
SEEN = "seen"


class IdleMiddleware:
    """Signs an administrator out who was idle too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Account) and request.user.is_administrator:
            _follow(request)
        return self.get_response(request)


class SignInMiddleware:
    """Takes whoever is not signed in to the sign-in page, and back afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, SignInNeeded):
            return None
        if request.headers.get("HX-Request"):  # a part of a page: take the whole page there
            return HttpResponse(headers={"HX-Refresh": "true"})
        return redirect_to_login(request.get_full_path())


def _follow(request: HttpRequest) -> None:
    """Sign out, or note the activity without making the twelve hours longer."""
    now = time.time()
    seen = request.session.get(SEEN, now)
    if now - seen > IDLE:
        logout(request)
    elif SEEN not in request.session or now - seen > NOTE_EVERY:
        request.session[SEEN] = now
