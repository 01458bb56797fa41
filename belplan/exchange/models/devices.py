"""Devices: the telephones of a company, and their SIP accounts."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.exchange.models.line_keys import LineKey, read
from belplan.exchange.models.named import Named
from belplan.exchange.models.trunks import TRUNK_PREFIX
from belplan.tenancy.keys import validate_account_key


def new_secret() -> str:
    """A SIP secret of 128 random bits, in hex."""
    return secrets.token_hex(16)


TRANSPORTS = [("udp", "UDP"), ("tcp", "TCP"), ("tls", "TLS")]


class Device(Named):
    """A telephone. Without a person it may call emergency numbers only."""

    key = models.CharField(_("key"), max_length=31, validators=[validate_account_key])
    account = models.CharField(
        _("SIP username"),
        max_length=63,
        unique=True,
        blank=True,  # made from the key
        validators=[RegexValidator(r"\A[a-z][a-z0-9_-]*\.[a-z][a-z0-9_-]*\Z", _("Write it as desk.company."))],
        error_messages={"unique": _("This SIP username is in use: choose another.")},
    )
    secret = models.CharField(_("SIP password"), max_length=64, default=new_secret)
    brand = models.CharField(_("brand"), max_length=40, default="generic")
    type = models.CharField(_("type"), max_length=40, default="generic")
    person = models.ForeignKey(
        "exchange.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="devices",
        verbose_name=_("linked user"),
    )
    srtp = models.BooleanField(_("encrypted speech (SRTP)"), default=False)
    srtp_only = models.BooleanField(_("no calls without encryption"), default=False)
    transport = models.CharField(_("transport"), max_length=3, choices=TRANSPORTS, default="udp")
    hotdesking = models.BooleanField(_("colleagues may sign in here (hotdesking)"), default=False)
    mac = models.CharField(  # 12 small hexadecimal digits; empty where the telephone is set up by hand
        _("MAC address"),
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"\A[0-9a-f]{12}\Z", _("Copy the 12 digits and letters a to f from its label."))],
    )
    line_keys: models.JSONField[Any, Any] = models.JSONField(_("keys"), default=list, blank=True)

    class Meta(Named.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Named.Meta.constraints,
            # Devices and trunks share one list of names in the switch.
            models.CheckConstraint(
                condition=~models.Q(account__startswith=TRUNK_PREFIX),
                name="device_account_is_no_trunk",
                violation_error_message=_("The key trunk is taken by the lines to the outside: choose another key."),
            ),
            models.UniqueConstraint(
                fields=["mac"],
                condition=~models.Q(mac=""),
                name="device_mac_once",
                violation_error_message=_("This MAC address is already in use: remove it there first."),
            ),
        ]

    @property
    def keys(self) -> tuple[LineKey, ...]:
        """What its programmable keys do."""
        return read(self.line_keys)

    def clean_fields(self, exclude: object = None) -> None:
        """Give a new device its SIP username, bring its MAC address into one form, then check each field.

        Raises ValidationError, by field.
        """
        self.account = self.account or f"{self.key}.{self.company.key}"
        self.mac = self.mac.translate(str.maketrans("", "", ":-. \t")).lower()
        super().clean_fields(exclude)  # type: ignore[arg-type]

    def clean(self) -> None:
        """Raises ValidationError, by field."""
        super().clean()
        try:
            self.keys  # noqa: B018 (reading them checks them)
        except ValidationError as problem:
            raise ValidationError({"line_keys": problem}) from problem
