"""Where somebody is signed in, how they came in, and links to choose another password."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.identity.models.accounts import Account


class OpenSession(models.Model):
    """A browser in which somebody is signed in."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="open_sessions")
    key = models.CharField(max_length=40, unique=True)  # of Django's session
    began = models.DateTimeField(_("since"))
    seen = models.DateTimeField(_("last seen"))
    address = models.CharField(_("address"), max_length=50)
    agent = models.CharField(_("browser"), max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["-seen"]

    def __str__(self) -> str:
        return f"{self.account_id} since {self.began:%Y-%m-%d %H:%M}"


class SignInEvent(models.Model):
    """One sign-in, or what failed of it, as its owner may see it."""

    class Outcome(models.TextChoices):
        SIGNED_IN = "signed_in", _("Signed in")
        WRONG_PASSWORD = "wrong_password", _("Wrong password")
        WRONG_CODE = "wrong_code", _("Wrong code")
        LOCKED = "locked", _("Codes locked")
        HELPED = "helped", _("Opened to help, with the company's consent")

    # Empty for a name that nobody has: it costs the same work, so that time betrays nothing; soon removed.
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="sign_in_events")
    at = models.DateTimeField(_("when"))
    outcome = models.CharField(_("what"), max_length=20, choices=Outcome.choices)
    kind = models.CharField(max_length=20, blank=True)  # of the factor
    address = models.CharField(_("address"), max_length=50)
    agent = models.CharField(_("browser"), max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["account", "at"], name="sign_ins_of_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.outcome} at {self.at:%Y-%m-%d %H:%M}"


class PasswordLink(models.Model):
    """A link in an e-mail with which its reader chooses another password, once. `digest`: SHA-256 of its token."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField()
    ends = models.DateTimeField()
    used = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["account", "made"], name="links_of_account")]

    def __str__(self) -> str:
        return f"{self.account_id} until {self.ends:%Y-%m-%d %H:%M}"


class PasswordWish(models.Model):
    """Somebody asked for such a link and has had their answer; the worker looks who it was. Removed when done: people
    type passwords here, too."""

    name = models.CharField(max_length=254)
    link = models.CharField(max_length=500)  # the page's address, with a place for the token
    address = models.CharField(max_length=50)
    asked = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.asked:%Y-%m-%d %H:%M}"
