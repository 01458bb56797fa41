"""What companies allow those who run the platform."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.tenancy.models import TenantModel


class HelpConsent(TenantModel):
    """A company's consent that its reseller or the operator opens its panel to help, until a moment."""

    given_by = models.CharField(_("given by"), max_length=150)
    given = models.DateTimeField(_("given"))
    ends = models.DateTimeField(_("ends"))

    class Meta(TenantModel.Meta):
        ordering: ClassVar[list[str]] = ["-given"]

    def __str__(self) -> str:
        return f"{self.company_id} until {self.ends:%Y-%m-%d %H:%M}"
