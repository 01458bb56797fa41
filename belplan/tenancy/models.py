"""Companies, the base of all that belongs to one, and the log of who changed what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar, Self
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.tenancy.keys import validate_account_key
from belplan.tenancy.scoped import ScopedManager

LANGUAGES = [("nl", "Nederlands"), ("en", "English"), ("fr", "Français"), ("de", "Deutsch")]


def neighbours() -> list[str]:
    """The countries (ISO 3166) that a new company may call."""
    return ["BE", "NL", "FR", "DE", "LU"]


class Company(models.Model):
    """A customer of the platform. Its key is the suffix of its sign-in names and SIP accounts, fixed for ever."""

    key = models.CharField(_("login suffix"), max_length=31, unique=True, validators=[validate_account_key])
    name = models.CharField(_("name"), max_length=100)
    timezone = models.CharField(_("time zone"), max_length=40, default="Europe/Brussels")
    country = models.CharField(
        _("country"), max_length=2, default="BE", validators=[RegexValidator(r"\A[A-Z]{2}\Z", _("Two capitals: BE."))]
    )
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="nl")
    demo = models.BooleanField(_("demo company"), default=False)  # only a demo company's clock may be set
    calls_at_once = models.PositiveSmallIntegerField(_("external calls at once"), default=4)
    minutes_a_day = models.PositiveIntegerField(
        _("external minutes a day"), default=600, validators=[MaxValueValidator(1_000_000)]
    )
    countries = models.JSONField(_("countries that may be called"), default=neighbours)
    reseller = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("served by")
    )
    suspended = models.DateTimeField(_("suspended"), null=True, blank=True)  # since when nobody may sign in
    require_second_factor = models.BooleanField(_("everybody needs a second factor"), default=True)
    code_length = models.PositiveSmallIntegerField(
        _("digits in a sign-in code"), choices=[(4, "4"), (6, "6")], default=4
    )
    push_shows_code = models.BooleanField(_("the app's notification shows the code"), default=True)
    press_key_before_code = models.BooleanField(_("a key is pressed before a call reads the code"), default=False)

    hotdesk_without_pin = models.BooleanField(_("signing in at a telephone needs no PIN"), default=False)
    # On record for emergency services: the carrier is told it when a line is ordered.
    site_address = models.TextField(_("address of the site"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["key"]

    def __str__(self) -> str:
        return self.name

    def unique_error_message(self, model_class: type[models.Model], unique_check: Sequence[str]) -> ValidationError:
        """Say which suffix is taken, and what to do."""
        if tuple(unique_check) == ("key",):
            return ValidationError(
                _("The login suffix %(key)s is already in use: choose another."), "unique", {"key": self.key}
            )
        return super().unique_error_message(model_class, unique_check)

    def clean(self) -> None:
        """Raises ValidationError, by field."""
        if self.timezone not in available_timezones():
            raise ValidationError({"timezone": _("There is no such time zone: choose one such as Europe/Brussels.")})
        codes = self.countries
        if not isinstance(codes, list) or not all(isinstance(c, str) and len(c) == 2 and c.isupper() for c in codes):
            raise ValidationError({"countries": _("Give a list of countries in two capitals each: BE, NL.")})
        if self.pk and Company.objects.get(pk=self.pk).key != self.key:
            raise ValidationError({"key": _("The login suffix is fixed: sign-in names and telephones depend on it.")})


class TenantModel(models.Model):
    """Base of every row that belongs to a company. Subclasses' Meta extends TenantModel.Meta.

    Code asks `objects.for_company(company)`; `everywhere` is for Django's own machinery (unique checks, relations)
    and for the platform's own work over all companies.
    """

    taken_once: ClassVar[tuple[str, ...]] = ()  # fields whose value only one row of the company may have

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", verbose_name=_("company"))

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()
    everywhere = models.Manager["Self"]()

    class Meta:
        abstract = True
        default_manager_name = "everywhere"
        base_manager_name = "everywhere"

    def clean(self) -> None:
        """Refuse a value already taken, and a reference to another company's row. Raises ValidationError, by field."""
        super().clean()
        for name in self.taken_once:
            same = type(self).everywhere.filter(company=self.company, **{name: getattr(self, name)})
            if getattr(self, name) and same.exclude(pk=self.pk).exists():
                raise ValidationError(
                    {name: _("%(value)s is already in use: choose another.") % {"value": getattr(self, name)}}
                )
        for field in self._meta.concrete_fields:
            other = getattr(self, field.name) if isinstance(field, models.ForeignKey) else None
            if isinstance(other, TenantModel) and other.company_id != self.company_id:
                raise ValidationError({field.name: _("Choose one of this company's own.")})

    def store(self, exclude: Collection[str] = ()) -> Self:
        """Check everything, then save. Raises ValidationError naming each field and its mend, with nothing saved."""
        self.full_clean(exclude=set(exclude))
        self.save()
        return self


class AuditEntry(TenantModel):
    """One change: who, what, before, after, from where, when. Never a secret."""

    at = models.DateTimeField(_("when"), auto_now_add=True)
    who = models.CharField(_("who"), max_length=150)
    what = models.CharField(_("what"), max_length=200)
    before: models.JSONField[Any, Any] = models.JSONField(_("before"), null=True)
    after: models.JSONField[Any, Any] = models.JSONField(_("after"), null=True)
    origin = models.CharField(_("from where"), max_length=100)  # an address, or "command line"

    class Meta(TenantModel.Meta):
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["company", "at"], name="audit_of_company")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who}: {self.what}"


def note_change(
    company: Company, *, who: str, what: str, origin: str, before: object = None, after: object = None
) -> None:
    """Add to the audit log, in the transaction of the change itself. `before` and `after` as plain JSON data."""
    AuditEntry(company=company, who=who, what=what, before=before, after=after, origin=origin).save()
