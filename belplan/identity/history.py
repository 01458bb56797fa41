"""The sign-in history that everybody sees of their own account."""

from __future__ import annotations

from datetime import datetime

from belplan.identity.factors.base import Where
from belplan.identity.models import Account, SignInEvent


def note(account: Account | None, outcome: SignInEvent.Outcome, where: Where, now: datetime, *, kind: str = "") -> None:
    """Add a line; without an account it only takes the time."""
    SignInEvent.objects.create(
        account=account, outcome=outcome, kind=kind, at=now, address=where.address[:50], agent=where.agent
    )
