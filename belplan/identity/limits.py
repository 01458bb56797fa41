"""How many codes may be asked for and how many may be wrong; the counts stand in the database, for all sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from belplan.identity import policy
from belplan.identity.factors.base import Kind, Where
from belplan.identity.models import Account, Attempt, Challenge, Failure


class Refused(Exception):
    """No code now. The text is for the person; `reason` for programs; `wait`: after how long it is worth a try."""

    def __init__(self, reason: str, message: str, wait: timedelta | None = None) -> None:
        super().__init__(message)
        self.reason, self.wait = reason, wait


def refuse_try(account: Account, kind: Kind, where: Where, now: datetime) -> None:
    """Raises Refused while the account's codes are locked, or too many from this address were wrong."""
    locked = Account.objects.values_list("codes_locked_until", flat=True).get(pk=account.pk)
    until = max((t for t in (locked, full_until(account, now)) if t and t > now), default=None)
    if kind.guessable and until:
        raise Refused("locked", _locked(), until - now)
    from_here = Failure.objects.filter(network=where.network, at__gt=now - policy.HOUR)
    if where.network and from_here.count() >= policy.ADDRESS_FAILURES:
        raise Refused("address", _address(), policy.HOUR)


def refuse_issue(attempt: Attempt, destination: str, where: Where, now: datetime) -> None:
    """Raises Refused where one more delivered code would be one too many. Undelivered codes count for nobody's
    patience, but for the number called and the address."""
    of_account = Challenge.objects.filter(account=attempt.account).exclude(digest="")
    _refuse_haste(of_account, now)
    asked = of_account.filter(problem="")
    if asked.filter(attempt=attempt).count() >= policy.ISSUES_A_SIGN_IN:
        raise Refused("sign_in", _("That was the third code of this sign-in: begin again with your password."))
    _refuse_many(asked, ((policy.HOUR, policy.ISSUES_AN_HOUR), (policy.DAY, policy.ISSUES_A_DAY)), now)
    if destination:
        _refuse_calls(destination, now)
    from_here = Challenge.objects.filter(network=where.network, issued__gt=now - policy.HOUR).exclude(digest="")
    if where.network and from_here.filter(attempt__proved=None).count() >= policy.ADDRESS_ISSUES:
        raise Refused("address", _address(), policy.HOUR)


def full_until(account: Account, now: datetime) -> datetime | None:
    """Until when the account has had all the failures that a day or thirty days allow; None: there is room."""
    recent = Failure.objects.filter(account=account, at__gt=now - policy.MONTH).order_by("-at")
    times = list(recent.values_list("at", flat=True)[: policy.FAILURES_A_MONTH])
    full = []
    if len(times) >= policy.FAILURES_A_DAY and times[policy.FAILURES_A_DAY - 1] > now - policy.DAY:
        full.append(times[policy.FAILURES_A_DAY - 1] + policy.DAY)
    if len(times) >= policy.FAILURES_A_MONTH:
        full.append(times[policy.FAILURES_A_MONTH - 1] + policy.MONTH)
    return max(full, default=None)


def _refuse_haste(of_account: QuerySet[Challenge], now: datetime) -> None:
    """A code that is still awaited gets its thirty seconds; one that was answered or never came needs none."""
    awaited = of_account.filter(problem="", used=None).order_by("-issued").first()
    if awaited and awaited.issued + policy.RESEND_AFTER > now:
        wait = awaited.issued + policy.RESEND_AFTER - now
        raise Refused("haste", _("A code is on its way: a new one can be sent when the countdown ends."), wait)


def _refuse_calls(destination: str, now: datetime) -> None:
    calls = Challenge.objects.filter(destination=destination)
    if calls.filter(issued__gt=now - policy.CALL_EVERY).exists():
        raise Refused("number", _("That number was called just now: wait half a minute."), policy.CALL_EVERY)
    _refuse_many(calls, ((policy.HOUR, policy.CALLS_AN_HOUR), (policy.DAY, policy.CALLS_A_DAY)), now, "number")


def _refuse_many(
    rows: QuerySet[Challenge], most: Iterable[tuple[timedelta, int]], now: datetime, reason: str = "many"
) -> None:
    for span, count in most:
        times = list(rows.filter(issued__gt=now - span).order_by("-issued").values_list("issued", flat=True)[:count])
        if len(times) >= count:
            raise Refused(reason, _many(reason), times[-1] + span - now)


def _many(reason: str) -> str:
    if reason == "number":
        return _("That number was called too often: wait a while, or choose another way.")
    return _("Too many codes were asked for: wait a while, or choose another way.")


def _locked() -> str:
    return _(
        "Too many codes were wrong, so none is accepted for now: use a passkey or a recovery code, or ask your "
        "administrator."
    )


def _address() -> str:
    return _("Too many sign-ins failed from this network: try again in an hour.")
