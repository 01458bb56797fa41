"""People of a company: who can call and be called."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from belplan.exchange.models.internal import Dialled
from belplan.exchange.models.named import Named
from belplan.exchange.numbering import normalise, validate_extension, validate_external
from belplan.tenancy.models import LANGUAGES


class Person(Named, Dialled):
    """A user of the exchange. All of their devices ring."""

    internal_field = "extension"
    owner_column = "person"

    extension = models.CharField(_("internal number"), max_length=6, validators=[validate_extension])
    email = models.EmailField(_("e-mail"), blank=True)
    mobile = models.CharField(_("mobile number"), max_length=15, blank=True, validators=[validate_external])
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="nl")
    outgoing_number = models.ForeignKey(
        "exchange.Number",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("outgoing number"),
    )
    anonymous = models.BooleanField(_("call anonymously"), default=False)
    may_hotdesk = models.BooleanField(_("may sign in at other telephones (hotdesking)"), default=False)
    pin = models.CharField(max_length=200, blank=True)  # hashed by engine.pins
    photo = models.CharField(max_length=40, blank=True)  # name of a file: exchange.photos

    class Meta(Named.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Named.Meta.constraints,
            models.UniqueConstraint(fields=["company", "extension"], name="person_extension_once"),
        ]

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Bring a pasted mobile number into digits with the country code, then check."""
        if self.mobile:
            self.mobile = _mobile(self.mobile, self.company.country)
        super().clean_fields(exclude)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the internal number. Raises IntegrityError where another got the number first."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.claim_internal_number()


def _mobile(text: str, country: str) -> str:
    try:
        return normalise(text, country)
    except ValidationError as problem:
        raise ValidationError({"mobile": problem}) from problem
