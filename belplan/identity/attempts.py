"""Attempts: between the password and the factor. Nobody is signed in by one, and each is good in one browser only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from belplan.identity import policy, sessions, sign_in
from belplan.identity.factors.base import Where
from belplan.identity.models import Account, Attempt, Factor, Purpose
from belplan.identity.needs import Need, has_factors, still_needed
from belplan.identity.whereabouts import where as where_of


class NotProved(Exception):
    """A current factor must be proved first (or the attempt is over): back to asking for a code."""


class SetUpNeeded(Exception):
    """A factor, or a back-up beside the app, must be set up first; `need` says which."""

    def __init__(self, need: Need) -> None:
        super().__init__(need.value)
        self.need = need


def begin(request: HttpRequest, account: Account, *, wanted: str = "", now: datetime) -> Attempt:
    """The password was right: a new session that belongs to nobody yet. `wanted`: the page to open afterwards."""
    request.session.flush()
    attempt = _make(account, Purpose.SIGN_IN, where_of(request), now, wanted)
    request.session[Purpose.SIGN_IN] = str(attempt.pk)
    return attempt


def begin_change(request: HttpRequest, account: Account, password: str, where: Where, now: datetime) -> Attempt | None:
    """Somebody signed in wants to change their factors; None when the password is wrong or tried too often."""
    if sign_in.check(account.login, password, where, now) != account:
        return None
    sessions.renew_key(request)
    attempt = _make(account, Purpose.CHANGE, where, now)
    request.session[Purpose.CHANGE] = str(attempt.pk)
    return attempt


def current(request: HttpRequest, now: datetime, purpose: Purpose = Purpose.SIGN_IN) -> Attempt | None:
    """This browser's attempt, while it lasts."""
    key = request.session.get(purpose, "")
    able = {"account__is_active": True, "account__company__suspended": None}
    live = Attempt.objects.filter(purpose=purpose, ends__gt=now, **able)
    attempt = live.select_related("account__company", "account__person").filter(pk=UUID(key)).first() if key else None
    if attempt is None or (purpose == Purpose.CHANGE and attempt.account != request.user):
        return None
    return attempt


def finish(request: HttpRequest, attempt: Attempt, where: Where, now: datetime) -> Account:
    """Sign in, once. Raises NotProved while a code is owed, and SetUpNeeded while a factor is."""
    attempt.refresh_from_db(fields=["proved"])
    account = attempt.account
    need = still_needed(account)
    if has_factors(account) and attempt.proved is None:
        raise NotProved
    if need is not Need.NOTHING:
        raise SetUpNeeded(need)
    mine = Attempt.objects.filter(pk=attempt.pk, purpose=Purpose.SIGN_IN, ends__gt=now)
    if not mine.update(ends=now):
        raise NotProved
    sign_in.open_session(request, account, _kind_proved(attempt))
    return account


def require_live(attempt: Attempt, now: datetime) -> None:
    """Raises NotProved when the attempt is over."""
    attempt.refresh_from_db(fields=["proved", "ends"])
    if attempt.ends <= now:
        raise NotProved


def require_may_set_up(attempt: Attempt, now: datetime) -> None:
    """Whether this attempt may add a factor: it proved one, or there never was one. Raises NotProved.

    Somebody whose factors were all switched off has some: only a reset by an administrator helps them.
    """
    require_live(attempt, now)
    if attempt.proved is None and has_factors(attempt.account):
        raise NotProved


def require_may_change(attempt: Attempt, factor: Factor, now: datetime) -> None:
    """Whether this attempt may change this factor. Raises NotProved."""
    require_may_set_up(attempt, now)
    if attempt.purpose != Purpose.CHANGE or factor.account_id != attempt.account_id:
        raise NotProved


def _kind_proved(attempt: Attempt) -> str:
    answered = attempt.challenges.filter(used=attempt.proved, factor__isnull=False).select_related("factor").first()
    return answered.factor.kind if answered and answered.factor and attempt.proved else ""


def _make(account: Account, purpose: Purpose, where: Where, now: datetime, wanted: str = "") -> Attempt:
    ends = now + policy.ATTEMPT_LIFE
    return Attempt.objects.create(
        account=account, purpose=purpose, began=now, ends=ends, network=where.network, wanted=wanted[:500]
    )
