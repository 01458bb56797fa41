"""The second factors that people have set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.identity.models.accounts import Account

if TYPE_CHECKING:
    Data = models.JSONField[dict[str, Any], dict[str, Any]]
else:
    Data = models.JSONField


class Factor(models.Model):
    """One way in which somebody proves to be there. `kind` names a class in factors/catalogue.py, which alone reads
    `data`. It counts only once it is confirmed, and no longer when it was switched off after failures."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=100, blank=True)  # as its owner calls it: "My telephone"
    data = Data(default=dict)
    primary = models.BooleanField(_("primary"), default=False)
    made = models.DateTimeField(_("added"))
    confirmed = models.DateTimeField(null=True, blank=True)
    switched_off = models.DateTimeField(null=True, blank=True)
    used = models.DateTimeField(_("last used"), null=True, blank=True)
    failures_in_a_row = models.PositiveSmallIntegerField(default=0)
    last_step = models.BigIntegerField(default=0)  # an authenticator's last time step, a passkey's signature count

    class Meta:
        ordering: ClassVar[list[str]] = ["-primary", "made", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account"], condition=models.Q(primary=True), name="one_primary_factor"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.account_id}"

    @property
    def usable(self) -> bool:
        return self.confirmed is not None and self.switched_off is None


class RecoveryCode(models.Model):
    """One code of a set, as an HMAC; used once."""

    factor = models.ForeignKey(Factor, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    used = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["factor", "digest"], name="recovery_code_once"),
        ]

    def __str__(self) -> str:
        return "used" if self.used else "unused"
