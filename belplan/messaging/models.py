"""The journal of e-mails: each is written here before it is sent, and stays with what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.tenancy.models import TenantModel


class State(models.TextChoices):
    """What became of an e-mail."""

    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    GIVEN_UP = "given_up", _("given up")


class OutgoingMail(TenantModel):
    """One e-mail. A fact of a call (`call`, `seq`) promises it, so it is made once however often that is read."""

    call = models.CharField(max_length=100)
    seq = models.PositiveIntegerField()
    to = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField()
    language = models.CharField(max_length=2)
    made = models.DateTimeField(_("made"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    next_try = models.DateTimeField(_("next try"))
    sent = models.DateTimeField(_("sent"), null=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)  # why the last try failed

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["call", "seq"], name="mail_made_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_try"], condition=models.Q(state=State.WAITING), name="mail_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.call}/{self.seq}: {self.state}"
