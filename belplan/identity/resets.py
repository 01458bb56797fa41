"""For a person who has lost every factor: whoever administers them takes all away, visibly to everybody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from belplan.identity import notices, sessions
from belplan.identity.factors.base import Where
from belplan.identity.models import Account, Failure, Role
from belplan.tenancy.models import note_change


def may_reset(asker: Account, target: Account) -> bool:
    """Administrators reset their company's users; the operator resets everybody. Nobody resets themselves."""
    if asker.pk == target.pk:
        return False
    if asker.role == Role.OPERATOR:
        return True
    return asker.is_administrator and asker.company_id == target.company_id and target.role == Role.USER


def reset(target: Account, *, who: str, where: Where, now: datetime) -> None:
    """Remove all factors, lift the lock, end all sessions; the next sign-in asks for a new password and a factor.

    `who`: as the audit log shall name them. The right to do so is checked by access_account_to_reset.
    """
    with transaction.atomic():
        kinds = [factor.kind for factor in target.factors.all()]
        target.factors.all().delete()
        Failure.objects.filter(account=target).delete()
        Account.objects.filter(pk=target.pk).update(codes_locked_until=None, must_change_password=True)
        note_change(
            target.company,
            who=who,
            what=f"second factors of {target.login} reset",
            origin=where.address or "command line",
            before=kinds,
        )
        notices.tell(target, "reset", Where(), now)
        sessions.revoke_all(target)
