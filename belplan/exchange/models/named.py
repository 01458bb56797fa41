"""What has a key and a name within its company."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.tenancy.keys import validate_key
from belplan.tenancy.models import TenantModel


class Named(TenantModel):
    """Base of rows that call plans refer to: by key, which stays, while the name may change."""

    taken_once: ClassVar[tuple[str, ...]] = ("key",)

    key = models.CharField(_("key"), max_length=64, validators=[validate_key])
    name = models.CharField(_("name"), max_length=100)

    class Meta(TenantModel.Meta):
        abstract = True
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "key"], name="%(class)s_key_once"),
        ]

    def __str__(self) -> str:
        return self.name
