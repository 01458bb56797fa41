"""Prices of the platform, and the history of who had which function on which days."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from belplan.exchange.models import Person
from belplan.tenancy.models import TenantModel


class Price(models.Model):
    """What a function costs any company, in cents of a euro a month without VAT, from a day on; 0 is free."""

    function = models.CharField(max_length=40)
    since = models.DateField()
    cents = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["function", "since"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["function", "since"], name="price_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.function} {self.cents} from {self.since}"


class FunctionUse(TenantModel):
    """Days, of the company's zone, on which a user had a function. Stays when the user goes.

    `until` is the last day, None while it is on. Name and extension are the user's latest.
    """

    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    name = models.CharField(max_length=100)
    extension = models.CharField(max_length=6)
    function = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        ordering: ClassVar[list[str]] = ["person_id", "function", "since"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "function"], condition=models.Q(until=None), name="function_on_once"
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="function_ends_after_begin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.function} since {self.since}"
