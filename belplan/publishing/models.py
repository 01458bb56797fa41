"""Published call plans: versions that never change, each with all that it refers to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.tenancy.models import TenantModel


class PublishedPlanRow(TenantModel):
    """One version of one plan. `tree` is its text form; `library` is what it uses, frozen with it:
    {"hours": {key: text form}, "sounds": {key: [path relative to the data folder, seconds]},
    "menus": {key: text form}, "callers": {key: text form}}."""

    key = models.CharField(_("key"), max_length=64)
    version = models.PositiveIntegerField(_("version"))
    tree: models.JSONField[Any, Any] = models.JSONField(_("steps"))
    library: models.JSONField[Any, Any] = models.JSONField(_("what it uses"))
    published_at = models.DateTimeField(_("published at"), auto_now_add=True)
    by = models.CharField(_("published by"), max_length=150)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        ordering: ClassVar[list[str]] = ["key", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "key", "version"], name="published_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class Scenario(TenantModel):
    """A call that is tried before each version of a plan. `case` is scenarios.Case, `wanted` scenarios.Told as data."""

    key = models.CharField(_("call plan"), max_length=64)
    name = models.CharField(_("name"), max_length=100)
    case: models.JSONField[Any, Any] = models.JSONField(_("call"))
    wanted: models.JSONField[Any, Any] = models.JSONField(_("how it should go"))

    class Meta(TenantModel.Meta):
        ordering: ClassVar[list[str]] = ["key", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "key", "name"], name="scenario_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PlannedPublication(TenantModel):
    """A draft that is put in force later. `tree` is its whole text form as it was when planned.

    `problems` are findings (callplan.plan.Finding) as data, once it did not succeed.
    """

    key = models.CharField(_("call plan"), max_length=64)
    at = models.DateTimeField(_("when"))
    tree: models.JSONField[Any, Any] = models.JSONField(_("steps"))
    by = models.CharField(_("planned by"), max_length=150)
    origin = models.CharField(_("from where"), max_length=100)
    note = models.CharField(_("note"), max_length=200, blank=True)
    accepts = models.BooleanField(_("saved calls may go otherwise"), default=False)
    problems: models.JSONField[Any, Any] = models.JSONField(_("why it did not succeed"), default=list, blank=True)

    class Meta(TenantModel.Meta):
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "key"], name="planned_publication_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.at:%Y-%m-%d %H:%M}"
