"""Signing in with a password: the same answer after the same time, whether or not the name exists or is locked."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from django.contrib import auth
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from belplan.identity import history, sessions
from belplan.identity.factors.base import Where
from belplan.identity.models import Account, SignInEvent, SignInTries
from belplan.identity.policy import PASSWORD_FAILURES, PASSWORD_WINDOW, SESSION_LIFE
from belplan.identity.whereabouts import where as where_of

NOWHERE = Where()


class AccountBackend(BaseBackend):
    """Tells Django's sessions which account they belong to; nobody signs in through it."""

    def get_user(self, user_id: int) -> Account | None:
        return _able().select_related("company").filter(pk=user_id).first()


def check(login: str, password: str, where: Where = NOWHERE, now: datetime | None = None) -> Account | None:
    """The account that this name and password open, or None: unknown, wrong, locked or switched off, all alike."""
    login, now = login.strip().lower(), now or timezone.now()
    allowed = _reserve(_key(login), now)
    account = _able().filter(login=login).first()
    nobody = _hash_of_nobody()
    right = check_password(password, account.password if account else nobody)
    if not (allowed and right and account):
        _note_failure(account, where, now)
        return None
    SignInTries.objects.filter(key=_key(login)).delete()
    return account


def open_session(request: HttpRequest, account: Account, kind: str = "") -> None:
    """Sign in: a new session key, so that a key known from before opens nothing; it ends at a fixed time.

    `kind`: of the factor that was proved.
    """
    now, where = timezone.now(), where_of(request)
    request.session.flush()
    auth.login(request, account, backend=f"{__name__}.{AccountBackend.__name__}")
    request.session.set_expiry(now + SESSION_LIFE)
    sessions.remember(request, account, where, now)
    history.note(account, SignInEvent.Outcome.SIGNED_IN, where, now, kind=kind)


def _able() -> QuerySet[Account]:
    """Accounts that may be used: switched on, of a company that is not suspended."""
    return Account.objects.filter(is_active=True, company__suspended=None)


def _note_failure(account: Account | None, where: Where, now: datetime) -> None:
    SignInEvent.objects.filter(account=None, at__lt=now - PASSWORD_WINDOW).delete()
    history.note(account, SignInEvent.Outcome.WRONG_PASSWORD, where, now)


def _key(login: str) -> str:
    return salted_hmac("belplan.identity.sign_in", login, algorithm="sha256").hexdigest()


def _reserve(key: str, now: datetime) -> bool:
    """Count this try before it is judged, so that a hundred at once get no more tries than ten."""
    SignInTries.objects.filter(changed__lt=now - PASSWORD_WINDOW).delete()
    SignInTries.objects.get_or_create(key=key)
    with transaction.atomic():
        tries = SignInTries.objects.select_for_update().get(key=key)
        recent = [t for t in tries.times if t > (now - PASSWORD_WINDOW).timestamp()]
        allowed = len(recent) < PASSWORD_FAILURES
        tries.times = [*recent, now.timestamp()] if allowed else recent
        tries.save()
    return allowed


@cache
def _hash_of_nobody() -> str:
    """What unknown names are checked against, so that they take as long as known ones."""
    return make_password("nobody has this password")
