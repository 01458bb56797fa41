"""Accounts: who may sign in, for which company, in which role; and the count of failed tries."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    Text = models.CharField[str, str]  # only the type checker can subscript it
    TimesField = models.JSONField[list[float], list[float]]
else:
    Text, TimesField = models.CharField, models.JSONField


class LoginField(Text):
    """A sign-in name: letters count the same large and small, so it is stored small and compared small."""

    def to_python(self, value: object) -> str:
        return str(value).strip().lower()

    def get_prep_value(self, value: object) -> str:
        return self.to_python(value)


class Role(models.TextChoices):
    """What an account may see: its own calls, or the company's panel."""

    USER = "user", _("User")
    ADMINISTRATOR = "administrator", _("Administrator")
    RESELLER = "reseller", _("Reseller")  # administrator of its own company, which serves others
    OPERATOR = "operator", _("Operator")  # administrator of the platform's own company, over all others


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by sign-in name, whichever company they belong to: names are unique on the platform."""


class Account(AbstractBaseUser):
    """One person's way in. `person` links the one whose calls are theirs; an account may do without."""

    login = LoginField(
        _("Username"),
        max_length=100,
        unique=True,
        validators=[
            RegexValidator(r"\A[a-z0-9][a-z0-9._-]*\Z", _("Use letters, digits, dots, dashes and underscores."))
        ],
    )
    company = models.ForeignKey("tenancy.Company", on_delete=models.PROTECT, related_name="accounts")
    person = models.ForeignKey(
        "exchange.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="accounts"
    )
    role = models.CharField(_("Role"), max_length=20, choices=Role, default=Role.USER)
    language = models.CharField(_("Language"), max_length=5, blank=True)  # empty: the browser's cookie, else Dutch
    email = models.EmailField(_("e-mail"), blank=True)  # for accounts without a person
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    weekly_summary = models.BooleanField(_("a summary of the calls each week"), default=False)  # for administrators
    codes_locked_until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "login"

    def __str__(self) -> str:
        return self.login

    def clean(self) -> None:
        """Refuse a person of another company. Raises ValidationError, by field."""
        super().clean()
        if self.person and self.person.company_id != self.company_id:
            raise ValidationError({"person": _("Choose one of this company's own.")})

    @property
    def is_administrator(self) -> bool:
        """Whether the company's panel is theirs: resellers and operators have a company, too."""
        return self.role != Role.USER

    @property
    def address(self) -> str:
        """Where e-mail for this account goes; empty when there is nowhere."""
        return (self.person.email if self.person else "") or self.email

    @property
    def spoken_language(self) -> str:
        """The language of calls and e-mails to this account."""
        return (self.person.language if self.person else "") or self.language or self.company.language


class SignInTries(models.Model):
    """When sign-ins with one name failed of late. `key` is an HMAC of the name: people type passwords there too."""

    key = models.CharField(max_length=64, primary_key=True)
    times = TimesField(default=list)  # seconds since the epoch
    changed = models.DateTimeField(auto_now=True, db_index=True)

    def __str__(self) -> str:
        return f"{len(self.times)} tries"
