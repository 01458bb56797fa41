"""What the engine told last of a company's live state: written from its facts alone, in the order in which they came.

The engine's own word counts; these rows are what the panel knows of it, also while the engine is away.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from belplan.tenancy.models import TenantModel


class SwitchedDiversion(TenantModel):
    """A diversion that was switched, by the key of its plan and its name; without a row it is as it was published."""

    plan = models.CharField(max_length=64)
    diversion = models.CharField(max_length=100)
    on = models.BooleanField()
    since = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "plan", "diversion"], name="diversion_switched_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.diversion}"


class Seat(TenantModel):
    """Who signed in at a telephone (hotdesking)."""

    device = models.OneToOneField("exchange.Device", on_delete=models.CASCADE, related_name="seat")
    person = models.OneToOneField("exchange.Person", on_delete=models.CASCADE, related_name="seat")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person}: {self.device}"


class DoNotDisturb(TenantModel):
    """Somebody who does not want to be disturbed."""

    person = models.OneToOneField("exchange.Person", on_delete=models.CASCADE, related_name="do_not_disturb")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.person)
