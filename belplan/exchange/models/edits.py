"""The log of a draft plan's edits, from which each can be undone by who made it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.exchange.models.plans import DraftPlan
from belplan.tenancy.models import TenantModel


class DraftEdit(TenantModel):
    """One edit of one draft. `edit` and `inverse` are operations of callplan.editing as plain data.

    While it is undone, `edit` is what brings it back. `what` is its phrase: [message, parameters].
    """

    plan = models.ForeignKey(DraftPlan, on_delete=models.CASCADE, related_name="log", verbose_name=_("call plan"))
    number = models.PositiveIntegerField(_("number"))  # DraftPlan.edits once it was made
    edit: models.JSONField[Any, Any] = models.JSONField(_("edit"))
    inverse: models.JSONField[Any, Any] = models.JSONField(_("what undoes it"))
    what: models.JSONField[Any, Any] = models.JSONField(_("what it did"))
    who = models.CharField(_("who"), max_length=150)  # sign-in name
    name = models.CharField(_("name"), max_length=150)  # as colleagues know them
    at = models.DateTimeField(_("when"))
    undone = models.BooleanField(_("undone"), default=False)

    class Meta(TenantModel.Meta):
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="draft_edit_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["plan", "who", "undone", "number"], name="draft_edits_of_who"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"
