"""The installable app, told the code by Web Push (RFC 8030, 8291). Data: a browser's push subscription and its name.

{"endpoint": "https://…", "p256dh": "…", "auth": "…"}: as PushSubscription.toJSON() gives it in the browser.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.identity.factors.base import Begun, Kind, Where
from belplan.identity.models import Account, Factor
from belplan.identity.push import addresses

KEY_BYTES = 65  # an uncompressed point on P-256
AUTH_BYTES = 16


class App(Kind):
    """`typed`: endpoint, p256dh, auth, and name (the telephone's, as people know it)."""

    key: ClassVar[str] = "app"
    title: ClassVar[Promise] = gettext_lazy("App")
    advice: ClassVar[Promise] = gettext_lazy("The app on your mobile shows the code. Needs a second way beside it.")
    issued: ClassVar[bool] = True
    wants_backup: ClassVar[bool] = True

    def begin(self, account: Account, typed: Mapping[str, Any], where: Where) -> Begun:
        data = {name: str(typed.get(name, "")) for name in ("endpoint", "p256dh", "auth")}
        try:
            addresses.check(data["endpoint"])
        except addresses.NotAllowed as problem:
            raise ValidationError({"endpoint": _broken()}) from problem
        for name, size in (("p256dh", KEY_BYTES), ("auth", AUTH_BYTES)):
            if _size(data[name]) != size:
                raise ValidationError({name: _broken()})
        return Begun(data, str(typed.get("name", ""))[:100])

    def masked(self, factor: Factor) -> str:
        return factor.name or str(self.title)


def _broken() -> str:
    return _("This browser gave no usable address for messages: allow notifications, then link the app again.")


def _size(text: str) -> int:
    try:
        return len(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return 0
