"""Trunks: a company's lines to the outside."""

from __future__ import annotations

import ipaddress
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.exchange.models.named import Named
from belplan.tenancy.keys import validate_account_key

TRUNK_PREFIX = "trunk."  # of every trunk's account name, and of no device's
WIDEST = {4: 24, 6: 64}  # the shortest prefix that is believed, by version of IP: whoever is within it is the carrier


def no_addresses() -> list[str]:
    """A new trunk knows no addresses."""
    return []


class Trunk(Named):
    """A carrier's line. Its calls are known by the addresses they come from, or by our registration there."""

    key = models.CharField(_("key"), max_length=31, validators=[validate_account_key])
    account = models.CharField(_("account name"), max_length=64, unique=True, blank=True)  # made from the key
    host = models.CharField(
        _("host"),
        max_length=200,
        validators=[RegexValidator(r"\A[A-Za-z0-9.-]+\Z", _("Give a host name or an IPv4 address."))],
    )
    port = models.PositiveIntegerField(
        _("port"), default=5060, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    addresses = models.JSONField(_("addresses its calls come from"), default=no_addresses, blank=True)
    username = models.CharField(_("user name"), max_length=100, blank=True)
    secret = models.CharField(_("password"), max_length=100, blank=True)
    register = models.BooleanField(_("register"), default=False)

    class Meta(Named.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Named.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(account__startswith=TRUNK_PREFIX), name="trunk_account_is_a_trunk"
            ),
        ]

    def clean(self) -> None:
        """Raises ValidationError, by field."""
        super().clean()
        self.account = self.account or f"{TRUNK_PREFIX}{self.key}.{self.company.key}"
        if self.register and not (self.username and self.secret):
            raise ValidationError({"register": _("To register, fill in the user name and the password.")})
        if not self.register and not self.addresses:
            raise ValidationError({"addresses": _("Give the addresses its calls come from, or let it register.")})
        self._refuse_wrong_addresses()

    def _refuse_wrong_addresses(self) -> None:
        for text in self.addresses:
            try:
                network = ipaddress.ip_network(text)
            except ValueError:
                message = _("%(text)s is no address: give one such as 192.0.2.1 or 192.0.2.0/24.") % {"text": text}
                raise ValidationError({"addresses": message}) from None
            if network.prefixlen < WIDEST[network.version]:
                told = {"text": text, "widest": WIDEST[network.version]}
                wide = _("%(text)s is too wide: all within it could call as the carrier. Give /%(widest)s or narrower.")
                raise ValidationError({"addresses": wide % told})
