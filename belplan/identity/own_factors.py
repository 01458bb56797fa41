"""Somebody's own factors: adding, confirming, removing, choosing the primary; each change is logged and mailed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from belplan.identity import notices
from belplan.identity.attempts import require_may_change, require_may_set_up
from belplan.identity.factors import phone
from belplan.identity.factors.base import Begun, Where
from belplan.identity.factors.catalogue import kind as kind_of
from belplan.identity.models import Account, Attempt, Factor
from belplan.identity.needs import Need, has_factors, need_of, still_needed, usable
from belplan.tenancy.models import note_change

__all__ = ["Need", "NotAllowed", "confirm", "has_factors", "make_primary", "remove", "set_up", "still_needed", "usable"]


class NotAllowed(Exception):
    """A change that would leave somebody without what they need; the text says why and what to do."""


def set_up(
    attempt: Attempt, kind_key: str, typed: Mapping[str, Any], where: Where, now: datetime
) -> tuple[Factor, Begun]:
    """Begin a factor; a right answer to a challenge confirms it, where setting up is not proof enough.

    Raises NotProved, KeyError for an unknown kind, ValidationError by field.
    """
    require_may_set_up(attempt, now)
    kind, account = kind_of(kind_key), attempt.account
    if kind.confirmed_at_once and still_needed(account) is Need.FIRST:
        raise NotAllowed(_("Set up another way first: this one only helps when that fails."))
    begun = kind.begin(account, typed, where)
    with transaction.atomic():
        old = account.factors.filter(kind=kind_key)
        (old if not kind.several else old.filter(confirmed=None)).delete()
        factor = Factor.objects.create(account=account, kind=kind_key, name=begun.name, data=begun.data, made=now)
        kind.begun(factor, begun)
        if kind.confirmed_at_once:
            confirm(factor, where, now)
    return factor, begun


def confirm(factor: Factor, where: Where, now: datetime) -> None:
    """It was proved for the first time: from now on it counts. The first one is the primary."""
    account, kind = factor.account, kind_of(factor.kind)
    factor.refresh_from_db()
    factor.confirmed = now
    factor.primary = kind.may_be_primary and not account.factors.filter(primary=True).exists()
    factor.save(update_fields=["confirmed", "primary"])
    _note(account, "second factor added", where, after=_told(factor))
    notices.tell(account, "added", where, now, factor=kind.title)
    if kind.wants_backup:
        _back_up_by_itself(account, where, now)


def remove(attempt: Attempt, factor: Factor, where: Where, now: datetime) -> None:
    """Take a factor away; another becomes primary in its place. Raises NotProved or NotAllowed."""
    require_may_change(attempt, factor, now)
    account = attempt.account
    with transaction.atomic():
        list(Account.objects.select_for_update().filter(pk=account.pk))  # two tabs cannot remove the last two
        left = [f for f in usable(account) if f.pk != factor.pk]
        _refuse_lack(need_of(left, required=account.company.require_second_factor))
        told = _told(factor)
        factor.delete()
        if not any(f.primary for f in left):
            choose_primary(account)
        _note(account, "second factor removed", where, before=told)
        notices.tell(account, "removed", where, now, factor=kind_of(factor.kind).title)


def make_primary(attempt: Attempt, factor: Factor, where: Where, now: datetime) -> None:
    """Codes go to this factor first from now on. Raises NotProved or NotAllowed."""
    require_may_change(attempt, factor, now)
    factor.refresh_from_db()
    if not (factor.usable and kind_of(factor.kind).may_be_primary):
        raise NotAllowed(_("This way cannot be the first choice: choose another."))
    _refuse_lack(still_needed(attempt.account))
    with transaction.atomic():
        _become_primary(factor)
        _note(attempt.account, "primary second factor", where, after=_told(factor))


def choose_primary(account: Account) -> None:
    """After the primary factor went: the oldest of the others takes its place."""
    able = [f for f in usable(account) if kind_of(f.kind).may_be_primary]
    if able:
        _become_primary(min(able, key=lambda f: (f.made, f.pk)))


def _become_primary(factor: Factor) -> None:
    Factor.objects.filter(account=factor.account, primary=True).update(primary=False)
    Factor.objects.filter(pk=factor.pk).update(primary=True)


def _refuse_lack(need: Need) -> None:
    if need is Need.FIRST:
        raise NotAllowed(_("Your company requires a second factor: add another before you remove the last one."))
    if need is Need.BACKUP:
        raise NotAllowed(_("The app needs a telephone or an authenticator beside it: add one first."))


def _back_up_by_itself(account: Account, where: Where, now: datetime) -> None:
    """A mobile number in somebody's details is their back-up beside the app, without a code to confirm it."""
    number = account.person.mobile if account.person else ""
    known = {f.data.get("number") for f in usable(account) if f.kind == phone.Phone.key}
    if number and number not in known and not phone.refusal(number, account):
        factor = Factor.objects.create(
            account=account, kind=phone.Phone.key, data={"number": number}, made=now, confirmed=now
        )
        _note(account, "second factor added", where, after=_told(factor))
        notices.tell(account, "added", where, now, factor=kind_of(factor.kind).title)


def _told(factor: Factor) -> dict[str, str]:
    return {"kind": factor.kind, "shown": kind_of(factor.kind).masked(factor)}


def _note(account: Account, what: str, where: Where, before: object = None, after: object = None) -> None:
    note_change(account.company, who=account.login, what=what, origin=where.address, before=before, after=after)
