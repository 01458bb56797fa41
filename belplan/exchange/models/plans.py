"""Draft call plans: what people edit; calls run published ones only."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from belplan.callplan.editing.tree import plain
from belplan.exchange.models.internal import Dialled
from belplan.exchange.models.named import Named
from belplan.exchange.models.people import Person
from belplan.exchange.numbering import validate_extension


def no_steps() -> dict[str, Any]:
    """A new plan is empty."""
    return {"steps": []}


class DraftPlan(Named, Dialled):
    """A call plan in the making.

    `tree` holds its steps and diversions in the text form, with ids once it was edited (see callplan.editing.tree).
    Its name and its numbers stand in columns, and act at once where a published version exists: the published tree
    gets them from here (see `text_form`).
    """

    internal_field = "internal"
    owner_column = "plan"

    internal = models.CharField(_("internal number"), max_length=6, blank=True, validators=[validate_extension])
    # Whose telephones ring while the engine is away; acts without publishing, as it is needed when nothing else works.
    fallback = models.ForeignKey(
        Person, verbose_name=_("fallback user"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Whose own plan it is: calls to them go by it. None for a plan of the company.
    owner = models.OneToOneField(
        Person, verbose_name=_("user"), null=True, blank=True, on_delete=models.CASCADE, related_name="own_plan"
    )
    tree: models.JSONField[Any, Any] = models.JSONField(_("steps"), default=no_steps)
    edits = models.PositiveIntegerField(_("edits"), default=0)  # grows with each change, so that two editors notice

    class Meta(Named.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Named.Meta.constraints,
            models.UniqueConstraint(
                fields=["company", "internal"], condition=~models.Q(internal=""), name="plan_internal_once"
            ),
            models.CheckConstraint(
                condition=models.Q(owner__isnull=True) | models.Q(internal=""), name="own_plan_has_no_number"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the internal number. Raises IntegrityError where another got the number first."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.claim_internal_number()

    def text_form(self) -> dict[str, Any]:
        """The whole plan as plain data, as `belplan plan export` writes it and callplan reads it."""
        return {**self.heading(), **plain(self.tree)}

    def heading(self) -> dict[str, Any]:
        """The part of the text form that acts without publishing: key, name and numbers."""
        heading: dict[str, Any] = {"key": self.key, "name": self.name}
        if self.internal:
            heading["internal"] = self.internal
        if self.fallback:
            heading["fallback"] = self.fallback.key
        if self.owner:
            heading["owner"] = self.owner.key
        if self.pk and (numbers := [number.digits for number in self.numbers.all()]):
            heading["numbers"] = numbers
        return heading
