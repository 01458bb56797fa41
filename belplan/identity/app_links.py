"""Linking a telephone's app: a code from a signed-in page, shown as QR, that is good once and a quarter of an hour."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from belplan.identity import own_factors
from belplan.identity.attempts import NotProved, require_may_set_up
from belplan.identity.factors.base import Where
from belplan.identity.models import AppLink, Attempt, Factor
from belplan.identity.vault import digest

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that looks like another
LENGTH = 16  # of 5 bits each: beyond any guessing within a quarter of an hour, and yet to be typed over
GROUP = 4


class LinkOver(Exception):
    """This link was used before, its time is over, or there never was one; the text says what to do."""


def make(attempt: Attempt, now: datetime) -> str:
    """A new code, written in fours: "ABCD-EFGH-JKLM-NPQR". Raises NotProved where nothing may be set up."""
    require_may_set_up(attempt, now)
    code = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
    AppLink.objects.create(attempt=attempt, digest=_digest(code), made=now)
    return "-".join(code[i : i + GROUP] for i in range(0, LENGTH, GROUP))


def use(code: str, subscription: Mapping[str, Any], where: Where, now: datetime) -> Factor:
    """Link the app with this subscription (endpoint, p256dh, auth, name): its factor, still to be confirmed by a code.

    Raises LinkOver, or ValidationError by field with the link still good.
    """
    with transaction.atomic():
        good = AppLink.objects.filter(digest=_digest(code), used=None, attempt__ends__gt=now)
        link = good.select_related("attempt__account__company", "attempt__account__person").first()
        # All links of the attempt at once: of two telephones that hold one each, the first is linked.
        if link is None or not AppLink.objects.filter(attempt=link.attempt, used=None).update(used=now):
            raise LinkOver(_over())
        try:
            factor, _begun = own_factors.set_up(link.attempt, "app", subscription, where, now)
        except NotProved as problem:
            raise LinkOver(
                _("This link was used before or its time is over: have the page show a new one.")
            ) from problem
        AppLink.objects.filter(pk=link.pk).update(factor=factor)
    return factor


def linked(attempt: Attempt) -> Factor | None:
    """The app that was linked in this attempt, confirmed or not yet; None until one is."""
    links = AppLink.objects.filter(attempt=attempt, factor__isnull=False)
    link = links.select_related("factor__account__company").order_by("-used", "-pk").first()
    return link.factor if link else None


def _over() -> str:
    return _("This link was used before or its time is over: have the page show a new one.")


def _digest(code: str) -> str:
    return digest("app link", "".join(c for c in code.upper() if c.isalnum()))
