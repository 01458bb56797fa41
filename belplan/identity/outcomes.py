"""What follows from an answer that was judged: right opens, wrong counts, and many wrong ones lock."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from belplan.identity import history, limits, notices, own_factors, policy
from belplan.identity.factors.base import Where
from belplan.identity.factors.catalogue import kind as kind_of
from belplan.identity.models import Account, Attempt, Challenge, Factor, Failure
from belplan.identity.models.sessions import SignInEvent
from belplan.tenancy.models import note_change


def accept(asked: Challenge, failure: Failure, where: Where, now: datetime) -> bool:
    """The attempt is proved, a new factor confirmed; False when another request used the same code just before."""
    with transaction.atomic():
        if not Challenge.objects.filter(pk=asked.pk, used=None).update(used=now):
            return False
        failure.delete()
        if asked.factor:
            Factor.objects.filter(pk=asked.factor.pk).update(failures_in_a_row=0, used=now)
            if asked.factor.confirmed is None:
                own_factors.confirm(asked.factor, where, now)
        Attempt.objects.filter(pk=asked.attempt_id).update(proved=now)
    return True


def reject(asked: Challenge, where: Where, now: datetime) -> None:
    """Its failure is written already: see what it was one too many of."""
    account, factor = asked.account, asked.factor
    history.note(account, SignInEvent.Outcome.WRONG_CODE, where, now, kind=factor.kind if factor else "")
    with transaction.atomic():
        _lock_when_full(account, where, now)
        if factor:
            Factor.objects.filter(pk=factor.pk).update(failures_in_a_row=F("failures_in_a_row") + 1)
            _switch_off_after_many(factor, where, now)


def _lock_when_full(account: Account, where: Where, now: datetime) -> None:
    full = limits.full_until(account, now)
    if full is None:
        return
    until = max(now + policy.LOCK, full)
    open_now = Q(codes_locked_until=None) | Q(codes_locked_until__lte=now)
    if Account.objects.filter(open_now, pk=account.pk).update(codes_locked_until=until, must_change_password=True):
        history.note(account, SignInEvent.Outcome.LOCKED, where, now)
        note_change(
            account.company, who=account.login, what="codes locked", origin=where.address, after=until.isoformat()
        )
        notices.tell(account, "locked", where, now, until=until)


def _switch_off_after_many(factor: Factor, where: Where, now: datetime) -> None:
    many = Factor.objects.filter(
        pk=factor.pk, failures_in_a_row__gte=policy.FAILURES_IN_A_ROW, switched_off=None, confirmed__isnull=False
    )
    if not many.update(switched_off=now, primary=False):
        return
    account, title = factor.account, kind_of(factor.kind).title
    own_factors.choose_primary(account)
    note_change(
        account.company, who=account.login, what="second factor switched off", origin=where.address, after=factor.kind
    )
    notices.tell(account, "switched_off", where, now, factor=title)
