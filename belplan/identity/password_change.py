"""Choosing another password: by its owner, or by whoever reads a link in the owner's e-mail."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from belplan.identity import notices, sessions
from belplan.identity.factors.base import Where
from belplan.identity.models import Account, OpenSession
from belplan.tenancy.models import note_change


def change(request: HttpRequest, account: Account, new: str, where: Where, now: datetime) -> None:
    """Somebody signed in chooses another; all their other sessions end. Raises ValidationError({"new": …})."""
    store(account, new, where, now)
    old_key = request.session.session_key
    update_session_auth_hash(request, account)  # which also renews the session's key
    OpenSession.objects.filter(key=old_key).update(key=request.session.session_key)
    sessions.revoke_all(account, except_key=str(request.session.session_key))


def store(account: Account, new: str, where: Where, now: datetime) -> None:
    """Check, keep, log and mail it. The old one is refused: a change that is demanded must be one."""
    if check_password(new, account.password):
        raise ValidationError({"new": _("That is the password you have: choose another.")})
    try:
        validate_password(new, account)
    except ValidationError as problem:
        raise ValidationError({"new": problem.messages}) from problem
    with transaction.atomic():
        account.set_password(new)
        account.must_change_password = False
        account.save(update_fields=["password", "must_change_password"])
        note_change(account.company, who=account.login, what="password changed", origin=where.address)
        notices.tell(account, "password", where, now)
