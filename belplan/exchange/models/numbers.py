"""External numbers: a company's own, and those that it knows by name."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.exchange.numbering import normalise, validate_external
from belplan.tenancy.models import Company, TenantModel


def _uniform(field: str, text: str, company: Company) -> str:
    try:
        return normalise(text, company.country)
    except ValidationError as problem:
        raise ValidationError({field: problem}) from problem


class Number(TenantModel):
    """An external number of the company, on the platform once, and the call plan that it leads to."""

    digits = models.CharField(
        _("number"),
        max_length=15,
        unique=True,
        validators=[validate_external],
        error_messages={"unique": _("This number is already in use: remove it there first.")},
    )
    plan = models.ForeignKey(
        "exchange.DraftPlan",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="numbers",
        verbose_name=_("call plan"),
    )

    class Meta(TenantModel.Meta):
        ordering: ClassVar[list[str]] = ["digits"]

    def __str__(self) -> str:
        return self.digits

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Bring a pasted form into digits with the country code (shown back so), then check."""
        self.digits = _uniform("digits", self.digits, self.company)
        super().clean_fields(exclude)


class PhonebookEntry(TenantModel):
    """Somebody outside, known by name."""

    taken_once = ("number",)

    class Kind(models.TextChoices):
        """Which of somebody's telephones it is: who has several numbers stands here with each of them."""

        WORK = "work", _("work")
        MOBILE = "mobile", _("mobile")
        HOME = "home", _("home")

    number = models.CharField(_("number"), max_length=15, validators=[validate_external])
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices, blank=True)

    class Meta(TenantModel.Meta):
        ordering: ClassVar[list[str]] = ["name"]
        verbose_name_plural = "phonebook entries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "number"], name="phonebook_number_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Bring a pasted form into digits with the country code, then check."""
        if "number" not in (exclude or ()):
            self.number = _uniform("number", self.number, self.company)
        super().clean_fields(exclude)
