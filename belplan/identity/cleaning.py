"""Removes what no limit and no page needs any more."""

from __future__ import annotations

from datetime import datetime

from belplan.identity import policy
from belplan.identity.models import Attempt, Failure, OpenSession, PasswordLink, SignInEvent


def remove_old(now: datetime) -> None:
    """Attempts with their codes, failures and links after a month; ended sessions; sign-ins after half a year."""
    month = now - policy.KEEP_ATTEMPTS
    Attempt.objects.filter(began__lt=month).delete()
    Failure.objects.filter(at__lt=month).delete()
    PasswordLink.objects.filter(made__lt=month).delete()
    OpenSession.objects.filter(began__lt=now - policy.SESSION_LIFE).delete()
    SignInEvent.objects.filter(at__lt=now - policy.KEEP_HISTORY).delete()
