"""A forgotten password: a link by e-mail, good once and for half an hour. It never stands in for the second factor."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from belplan.identity import notices, password_change, policy, sessions
from belplan.identity.factors.base import Where
from belplan.identity.models import Account, PasswordLink, PasswordWish

TOKEN_BYTES = 32
PLACE = "TOKEN"  # in a wish's link, until there is one
NAME, LINK = 254, 500  # characters


def ask(name: str, link_to: Callable[[str], str], where: Where, now: datetime) -> None:
    """Somebody typed a username or an e-mail address; `link_to` makes the page's address from a token.

    Nobody learns here whether anybody has that name, and the time taken does not tell either: the worker looks later.
    """
    PasswordWish.objects.create(
        name=name.strip().lower()[:NAME], link=link_to(PLACE)[:LINK], address=where.address[:50], asked=now
    )


def send_next(now: datetime) -> bool:
    """Write the e-mails that the oldest wish asks for; False when there is none. The worker's."""
    with transaction.atomic():
        wish = PasswordWish.objects.select_for_update(skip_locked=connection.vendor == "postgresql").first()
        if wish is None:
            return False
        for account in _named(wish.name):
            _send(account, wish, now)
        wish.delete()
    return True


def find(token: str, now: datetime) -> Account | None:
    """Whose password may be chosen with this link; None when it is unknown, used or too old."""
    row = _live(token, now).select_related("account__company").first()
    return row.account if row else None


def choose(token: str, new: str, where: Where, now: datetime) -> bool:
    """Choose another password with a link; False when it is good no longer. Raises ValidationError({"new": …}).

    All sessions end; whoever then signs in is asked for the second factor like anybody.
    """
    with transaction.atomic():
        account = find(token, now)
        if account is None or not _live(token, now).update(used=now):
            return False
        PasswordLink.objects.filter(account=account, used=None).update(used=now)
        password_change.store(account, new, where, now)
        sessions.revoke_all(account)
    return True


def _named(name: str) -> list[Account]:
    able = Account.objects.filter(is_active=True, company__suspended=None).select_related("company", "person")
    if "@" not in name:
        return list(able.filter(login=name))
    return list(able.filter(person__email__iexact=name)) or list(able.filter(email__iexact=name))


def _send(account: Account, wish: PasswordWish, now: datetime) -> None:
    recent = PasswordLink.objects.filter(account=account, made__gt=now - policy.HOUR)
    if not account.address or recent.count() >= policy.RECOVERIES_AN_HOUR:
        return
    token, ends = secrets.token_urlsafe(TOKEN_BYTES), now + policy.RECOVERY_LIFE
    PasswordLink.objects.create(account=account, digest=_digest(token), made=now, ends=ends)
    link = wish.link.replace(PLACE, token)
    notices.tell(account, "recovery", Where(address=wish.address), now, until=ends, link=link)


def _live(token: str, now: datetime) -> QuerySet[PasswordLink]:
    return PasswordLink.objects.filter(digest=_digest(token), used=None, ends__gt=now, account__is_active=True)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
