"""Which factors an account has, and which it must still set up."""

from __future__ import annotations

from enum import Enum

from belplan.identity.factors.catalogue import kind as kind_of
from belplan.identity.models import Account, Factor


class Need(Enum):
    """What must be set up before somebody is let in."""

    NOTHING = "nothing"
    FIRST = "first"  # any factor that can be primary
    BACKUP = "backup"  # a telephone or authenticator beside the app


def usable(account: Account) -> list[Factor]:
    """The confirmed factors that were not switched off, the primary one first."""
    return [factor for factor in account.factors.all() if factor.usable]


def has_factors(account: Account) -> bool:
    """Whether the account ever confirmed a factor that it still has, in use or switched off."""
    return account.factors.filter(confirmed__isnull=False).exists()


def still_needed(account: Account) -> Need:
    """What the company's rule and the app's own demand ask for."""
    return need_of(usable(account), required=account.company.require_second_factor)


def need_of(factors: list[Factor], *, required: bool) -> Need:
    """The same for a list of usable factors."""
    kinds = [kind_of(factor.kind) for factor in factors]
    if required and not any(kind.may_be_primary for kind in kinds):
        return Need.FIRST
    if any(kind.wants_backup for kind in kinds) and not any(kind.is_backup for kind in kinds):
        return Need.BACKUP
    return Need.NOTHING
