"""Who may fetch what: the tokens in the addresses, what was fetched last, and who guessed wrong."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.provisioning import policy
from belplan.tenancy.models import TenantModel


def new_token() -> str:
    """128 random bits, in hex: it is typed by hand where no DHCP server can tell it."""
    return secrets.token_hex(policy.TOKEN_BYTES)


class CompanyAddress(TenantModel):
    """The token in the address that all telephones of a company are told by DHCP."""

    token = models.CharField(max_length=32, unique=True, default=new_token)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company"], name="company_address_once")
        ]

    def __str__(self) -> str:
        return f"address of {self.company}"


class Provisioning(TenantModel):
    """That a telephone fetches its settings from us, since when its secret may go out, and what it fetched last.

    Its telephone writes here at each fetch; nothing that people change stands in this row.
    """

    device = models.OneToOneField("exchange.Device", on_delete=models.CASCADE, related_name="provisioning")
    token = models.CharField(max_length=32, unique=True, default=new_token)  # of this telephone's own address
    enabled_at = models.DateTimeField(_("set open at"))
    given_at = models.DateTimeField(null=True)  # when the secret went out since then, for the first time
    given_to = models.CharField(max_length=50, blank=True)  # and to which network
    fetched_at = models.DateTimeField(_("last fetched at"), null=True)
    fetched_from = models.CharField(_("last fetched from"), max_length=50, blank=True)
    agent = models.CharField(max_length=200, blank=True)  # what the telephone said of itself
    token_used = models.CharField(max_length=32, blank=True)  # for that; its addresses stand in the file
    settings = models.TextField(blank=True)  # as fetched last, without the secret
    # Of each file: {"etag": ..., "changed": seconds since 1970}.
    marks: models.JSONField[Any, Any] = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"provisioning of {self.device_id}"

    def open_until(self) -> datetime:
        """Until when the secret may go out."""
        return self.enabled_at + policy.OPEN


class Miss(models.Model):
    """Somebody asked for what is not theirs, or not there."""

    network = models.CharField(max_length=50)  # the address; for IPv6 its /64
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["network", "at"], name="misses_from_network")]

    def __str__(self) -> str:
        return f"miss at {self.at:%Y-%m-%d %H:%M}"
