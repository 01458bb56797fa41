"""Signing in with a password: the same answer after the same time, whether or not the name exists or is locked."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from belplan.identity.models import Account, SignInTries

TRIES = 10  # failures with one name ...
WINDOW = timedelta(minutes=15)  # ... within this, then even the right password is refused


class AccountBackend(BaseBackend):
    """Tells Django's sessions which account they belong to; nobody signs in through it."""

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.select_related("company").filter(pk=user_id, is_active=True).first()


def check(login: str, password: str) -> Account | None:
    """The account that this name and password open, or None: unknown, wrong, locked or switched off, all alike."""
    login = login.strip().lower()
    allowed = _reserve(_key(login))
    account = Account.objects.filter(login=login, is_active=True).first()
    nobody = _hash_of_nobody()
    right = check_password(password, account.password if account else nobody)
    if not (allowed and right and account):
        return None
    SignInTries.objects.filter(key=_key(login)).delete()
    return account


def open_session(request: HttpRequest, account: Account) -> None:
    """Sign in: a new session key, so that a key known from before opens nothing; it ends at a fixed time."""
    request.session.flush()
    auth.login(request, account, backend=f"{__name__}.{AccountBackend.__name__}")
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))


def _key(login: str) -> str:
    return salted_hmac("belplan.identity.sign_in", login, algorithm="sha256").hexdigest()


def _reserve(key: str) -> bool:
    """Count this try before it is judged, so that a hundred at once get no more tries than ten."""
    now = timezone.now()
    SignInTries.objects.filter(changed__lt=now - WINDOW).delete()
    SignInTries.objects.get_or_create(key=key)
    with transaction.atomic():
        tries = SignInTries.objects.select_for_update().get(key=key)
        recent = [t for t in tries.times if t > (now - WINDOW).timestamp()]
        allowed = len(recent) < TRIES
        tries.times = [*recent, now.timestamp()] if allowed else recent
        tries.save()
    return allowed


@cache
def _hash_of_nobody() -> str:
    """What unknown names are checked against, so that they take as long as known ones."""
    return make_password("nobody has this password")
