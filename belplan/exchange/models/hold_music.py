"""The music that whoever is put on hold hears, one tune a row."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.tenancy.models import TenantModel


class HoldMusic(TenantModel):
    """One tune, a file under sounds/<company>/ in the data folder; publishing.hold_music is the way to change it."""

    name = models.CharField(_("name"), max_length=100)
    file = models.CharField(_("file"), max_length=200)  # relative to the data folder
    seconds = models.FloatField(_("seconds"))
    position = models.PositiveIntegerField(_("position"))  # they are played from the lowest on

    class Meta(TenantModel.Meta):
        ordering: ClassVar[list[str]] = ["position", "pk"]
        verbose_name_plural = "music on hold"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ValidationError, by field."""
        super().clean()
        if not self.file.startswith(f"sounds/{self.company.key}/") or ".." in self.file:
            raise ValidationError({"file": _("Sounds lie in the company's own sound folder: upload it again.")})
