"""Accounts as lists show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from belplan.identity import own_factors, resets
from belplan.identity.factors.catalogue import kind as kind_of
from belplan.identity.models import Account


@dataclass(frozen=True)
class Line:
    """One account, what it signs in with, and whether whoever looks may reset that."""

    account: Account
    name: str
    ways: str
    state: str  # what stands in the way of signing in, in words; empty: nothing
    may_reset: bool


def lines(accounts: Iterable[Account], asker: Account, now: datetime) -> list[Line]:
    """Each with its state now; the accounts with company, person and factors fetched."""
    return [_line(account, asker, now) for account in accounts]


def _line(account: Account, asker: Account, now: datetime) -> Line:
    kinds = dict.fromkeys(str(kind_of(factor.kind).title) for factor in own_factors.usable(account))
    return Line(
        account=account,
        name=account.person.name if account.person else account.login,
        ways=", ".join(kinds) or (_("sets one up at the next sign-in") if _owes(account) else _("password alone")),
        state=_state(account, now),
        may_reset=resets.may_reset(asker, account) and account.factors.exists(),
    )


def _owes(account: Account) -> bool:
    return own_factors.still_needed(account) is not own_factors.Need.NOTHING


def _state(account: Account, now: datetime) -> str:
    if not account.is_active:
        return _("may not sign in")
    if account.codes_locked_until and account.codes_locked_until > now:
        return _("locked after too many wrong codes")
    if any(factor.switched_off for factor in account.factors.all()):
        return _("a way was switched off after too many wrong codes")
    return _("chooses another password at the next sign-in") if account.must_change_password else ""
