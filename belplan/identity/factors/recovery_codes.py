"""Codes on paper, each good for one sign-in. Data: none; the codes stand in their own table, as HMACs."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from belplan.identity.factors.base import Begun, Kind, Where
from belplan.identity.models import Account, Challenge, Factor, RecoveryCode
from belplan.identity.policy import RECOVERY_CODE_BITS, RECOVERY_CODES
from belplan.identity.vault import digest

GROUP = 4  # letters between dashes


class RecoveryCodes(Kind):
    """`show`: codes, a list, on this page only. Setting them up again replaces the earlier set."""

    key: ClassVar[str] = "recovery"
    title: ClassVar[Promise] = gettext_lazy("Recovery codes")
    advice: ClassVar[Promise] = gettext_lazy("Ten codes to print and keep, for the day you have nothing else.")
    issued: ClassVar[bool] = False
    guessable: ClassVar[bool] = False
    may_be_primary: ClassVar[bool] = False
    confirmed_at_once: ClassVar[bool] = True
    several: ClassVar[bool] = False

    def begin(self, account: Account, typed: Mapping[str, Any], where: Where) -> Begun:
        return Begun({}, show={"codes": [_code() for _number in range(RECOVERY_CODES)]})

    def begun(self, factor: Factor, begun: Begun) -> None:
        RecoveryCode.objects.bulk_create(
            RecoveryCode(factor=factor, digest=_digest(factor, code)) for code in begun.show["codes"]
        )

    def masked(self, factor: Factor) -> str:
        left = factor.codes.filter(used=None).count()
        return ngettext("%(count)s code left", "%(count)s codes left", left) % {"count": left}

    def check(self, factor: Factor, challenge: Challenge, typed: str, where: Where, now: datetime) -> bool:
        unused = RecoveryCode.objects.filter(factor=factor, digest=_digest(factor, typed), used=None)
        return bool(unused.update(used=now))


def _code() -> str:
    letters = base64.b32encode(secrets.token_bytes(RECOVERY_CODE_BITS // 8)).decode().lower()
    return "-".join(letters[i : i + GROUP] for i in range(0, len(letters), GROUP))


def _digest(factor: Factor, code: str) -> str:
    """However the code was typed over: dashes, spaces and capitals do not matter."""
    return digest("recovery code", str(factor.pk), "".join(c for c in code.lower() if c.isalnum()))
