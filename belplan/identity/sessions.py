"""Sessions: twelve hours from sign-in, for administrators one idle hour; everybody sees and ends their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from copy import copy
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user, logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from belplan.identity.factors.base import Where
from belplan.identity.models import Account, OpenSession
from belplan.identity.policy import ADMINISTRATOR_IDLE, SESSION_LIFE
from belplan.identity.problems import PasswordChangeNeeded, SignInNeeded
from belplan.identity.whereabouts import where as where_of

NOTE_EVERY = 60  # seconds between two notes of activity, so that not every request writes
SEEN = "seen"
UNATTENDED = "X-Unattended"  # sent by what a page asks by itself, such as who is free: nobody need be there
STREAM = "text/event-stream"  # what a page asks that stays live; browsers let it send no header of its own
CHANGE_PASSWORD = "change_password"  # noqa: S105 (a URL's name)


class IdleMiddleware:
    """Notes who is active, and signs an administrator out who was idle too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Account):
            _follow(request, request.user)
        return self.get_response(request)


class SignInMiddleware:
    """Takes whoever is not signed in to the sign-in page and back afterwards, and whoever must to a new password."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, SignInNeeded | PasswordChangeNeeded):
            return None
        if request.headers.get("HX-Request"):  # a part of a page: take the whole page there
            return HttpResponse(headers={"HX-Refresh": "true"})
        if isinstance(exception, PasswordChangeNeeded):
            return redirect(CHANGE_PASSWORD)
        return redirect_to_login(request.get_full_path())


def remember(request: HttpRequest, account: Account, where: Where, now: datetime) -> None:
    """Note a session that was just opened, for its owner's list."""
    OpenSession.objects.filter(account=account, began__lt=now - SESSION_LIFE).delete()
    row = {"account": account, "began": now, "seen": now, "address": where.address[:50], "agent": where.agent}
    OpenSession.objects.update_or_create(key=_key(request), defaults=row)


def open_sessions(account: Account) -> QuerySet[OpenSession]:
    """Where this account is signed in, the most recently used first."""
    return OpenSession.objects.filter(account=account, began__gt=timezone.now() - SESSION_LIFE)


def is_current(request: HttpRequest, row: OpenSession) -> bool:
    """Whether this is the browser that asks."""
    return row.key == request.session.session_key


def as_of_now(request: HttpRequest) -> HttpRequest:
    """A request that lasts, with its session and account as they are now; looking is no activity.

    Nobody is signed in there any more once the session has ended, or its administrator was idle too long.
    """
    fresh = copy(request)
    fresh.session = _store(request.session.session_key)
    fresh.user = get_user(fresh)
    if isinstance(fresh.user, Account) and _is_idle(fresh, fresh.user, time.time()):
        fresh.user = AnonymousUser()
    return fresh


def revoke(account: Account, pk: int) -> bool:
    """End one of the account's sessions at once; False when it has no such session (any more)."""
    row = OpenSession.objects.filter(account=account, pk=pk).first()
    if row is None:
        return False
    _end(row)
    return True


def revoke_all(account: Account, *, except_key: str = "") -> None:
    """End the account's sessions."""
    for row in OpenSession.objects.filter(account=account).exclude(key=except_key):
        _end(row)


def renew_key(request: HttpRequest) -> None:
    """A new key for a session that goes on, at each step that gives it more rights."""
    old = request.session.session_key
    request.session.cycle_key()
    OpenSession.objects.filter(key=old).update(key=_key(request))


def _end(row: OpenSession) -> None:
    _store(row.key).delete()
    row.delete()


def _store(key: str | None) -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return store


def _key(request: HttpRequest) -> str:
    if not request.session.session_key:
        request.session.save()
    return str(request.session.session_key)


def _is_idle(request: HttpRequest, account: Account, now: float) -> bool:
    seen = request.session.get(SEEN, now)
    return bool(account.is_administrator and now - seen > ADMINISTRATOR_IDLE.total_seconds())


def _is_attended(request: HttpRequest) -> bool:
    return UNATTENDED not in request.headers and request.headers.get("Accept") != STREAM


def _follow(request: HttpRequest, account: Account) -> None:
    """Sign out, or note the activity without making the twelve hours longer."""
    now = time.time()
    if _is_idle(request, account, now):
        OpenSession.objects.filter(key=request.session.session_key).delete()
        logout(request)
    elif SEEN not in request.session or (now - request.session[SEEN] > NOTE_EVERY and _is_attended(request)):
        request.session[SEEN] = now
        if not OpenSession.objects.filter(key=request.session.session_key).update(seen=timezone.now()):
            remember(request, account, where_of(request), timezone.now())
