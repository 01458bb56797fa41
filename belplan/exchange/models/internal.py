"""Internal numbers: people's and call plans' share one range, in which each number stands once."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from belplan.exchange.numbering import refuse_hiding, validate_extension
from belplan.tenancy.models import TenantModel


class InternalNumber(TenantModel):
    """Who has an internal number. Kept by its owner's save(); the database lets no number go to two."""

    digits = models.CharField(max_length=6, validators=[validate_extension])
    person = models.OneToOneField("exchange.Person", on_delete=models.CASCADE, null=True, related_name="+")
    plan = models.OneToOneField("exchange.DraftPlan", on_delete=models.CASCADE, null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering: ClassVar[list[str]] = ["digits"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "digits"], name="internal_number_once"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) ^ models.Q(plan__isnull=True), name="internal_number_one_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.digits

    @property
    def owner(self) -> models.Model | None:
        """The person or the plan that has it."""
        return self.person or self.plan


class Dialled(TenantModel):
    """Base of what has an internal number, in the field that `internal_field` names."""

    internal_field: ClassVar[str]
    owner_column: ClassVar[str]  # this model's column of InternalNumber

    class Meta(TenantModel.Meta):
        abstract = True

    @property
    def internal_digits(self) -> str:
        """The number itself, or empty."""
        return str(getattr(self, self.internal_field))

    def clean(self) -> None:
        """Refuse a number that hides another one or that somebody has. Raises ValidationError on its field."""
        super().clean()
        if not self.internal_digits:
            return
        try:
            refuse_hiding(self.internal_digits, self.company.country)
            self._refuse_taken()
        except ValidationError as problem:
            raise ValidationError({self.internal_field: problem}) from problem

    def _refuse_taken(self) -> None:
        taken = InternalNumber.objects.for_company(self.company).filter(digits=self.internal_digits).first()
        if taken and taken.owner != self:
            raise ValidationError(
                _("%(number)s is already the internal number of %(owner)s: choose another."),
                params={"number": self.internal_digits, "owner": taken.owner},
            )

    def claim_internal_number(self) -> None:
        """Write down who has the number; within the transaction that saves its owner."""
        mine = InternalNumber.objects.for_company(self.company).filter(**{self.owner_column: self})
        if not self.internal_digits:
            mine.delete()
        elif not mine.update(digits=self.internal_digits):
            owner = {self.owner_column: self}
            InternalNumber(company=self.company, digits=self.internal_digits, **owner).save()
