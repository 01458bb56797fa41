"""An authenticator app with time-based codes (RFC 6238). Data: {"secret": sealed base32}."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import pyotp
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from belplan.identity.factors.base import Begun, Kind, Where
from belplan.identity.models import Account, Challenge, Factor
from belplan.identity.policy import AUTHENTICATOR_DIGITS, SECRET_BITS, TIME_STEP, TIME_STEPS_AROUND
from belplan.identity.vault import same, seal, unseal

ISSUER = "Belplan"
BITS_A_LETTER = 5  # of base32


class Authenticator(Kind):
    """`typed`: name (optional). `show`: secret (base32) and uri (otpauth://, for a QR code), on this page only."""

    key: ClassVar[str] = "authenticator"
    title: ClassVar[Promise] = gettext_lazy("Authenticator app")
    advice: ClassVar[Promise] = gettext_lazy(
        "An app such as Google, Microsoft or Duo makes codes, even without a network."
    )
    issued: ClassVar[bool] = False
    is_backup: ClassVar[bool] = True
    digits: ClassVar[int] = AUTHENTICATOR_DIGITS

    def begin(self, account: Account, typed: Mapping[str, Any], where: Where) -> Begun:
        secret = pyotp.random_base32(SECRET_BITS // BITS_A_LETTER)
        return Begun({"secret": seal(secret)}, str(typed.get("name", ""))[:100], shown(secret, account))

    def masked(self, factor: Factor) -> str:
        return factor.name or str(self.title)

    def shown_again(self, factor: Factor) -> dict[str, Any]:
        return shown(unseal(factor.data["secret"]), factor.account)

    def check(self, factor: Factor, challenge: Challenge, typed: str, where: Where, now: datetime) -> bool:
        """One step earlier or later is right, too. A step counts once, and none before it any more."""
        totp = _totp(unseal(factor.data["secret"]))
        current = int(now.timestamp()) // totp.interval
        around = range(current - TIME_STEPS_AROUND, current + TIME_STEPS_AROUND + 1)
        right = [step for step in around if same(totp.generate_otp(step), typed)]
        return any(_use(factor, step) for step in right)


def shown(secret: str, account: Account) -> dict[str, Any]:
    """The secret as text in fours, and as the address that authenticator apps read from a QR code."""
    uri = _totp(secret).provisioning_uri(name=account.login, issuer_name=ISSUER)
    return {"secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)), "uri": uri}


def _totp(secret: str) -> pyotp.TOTP:
    return pyotp.TOTP(secret, digits=AUTHENTICATOR_DIGITS, interval=int(TIME_STEP.total_seconds()))


def _use(factor: Factor, step: int) -> bool:
    """One UPDATE, so that of two who bring the same code at once one is refused."""
    return bool(Factor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step))
