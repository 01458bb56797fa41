"""Attempts to prove a second factor, the codes asked for in them, and what went wrong."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from belplan.identity.models.accounts import Account
from belplan.identity.models.factors import Factor


class Purpose(models.TextChoices):
    """What an attempt is for."""

    SIGN_IN = "sign_in"
    CHANGE = "change"  # of somebody's factors, by somebody already signed in


class Attempt(models.Model):
    """Somebody who gave the right password and must still prove a factor; its id stands in that browser's session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="attempts")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    began = models.DateTimeField()
    ends = models.DateTimeField()
    proved = models.DateTimeField(null=True)  # a right code was given
    network = models.CharField(max_length=50)  # the address, for IPv6 its /64
    wanted = models.CharField(max_length=500, blank=True)  # the page to open afterwards

    def __str__(self) -> str:
        return f"{self.purpose} of {self.account_id}"


class Challenge(models.Model):
    """One code asked for (or a passkey's signature), in one attempt. The code itself is never kept: `digest` is
    HMAC(pepper, nonce ‖ code); empty where the person's device makes the code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="challenges")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    # Removing a factor must not make what was asked for forgotten: the limits count these rows.
    factor = models.ForeignKey(Factor, on_delete=models.SET_NULL, null=True, related_name="+")
    nonce = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, blank=True)
    digits = models.PositiveSmallIntegerField(default=0)
    destination = models.CharField(max_length=64, blank=True)  # an HMAC of the number called
    network = models.CharField(max_length=50)
    issued = models.DateTimeField()
    delivered = models.DateTimeField(null=True)
    ends = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used = models.DateTimeField(null=True)  # answered rightly, or replaced by a newer one
    problem = models.CharField(max_length=200, blank=True)  # why it could not be delivered

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "issued"], name="challenges_of_account"),
            models.Index(fields=["network", "issued"], name="challenges_from_network"),
            models.Index(fields=["destination", "issued"], name="challenges_to_number"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}, {self.tries} tries"


class Failure(models.Model):
    """A wrong code. Written before the code is judged and taken away when it was right, so that a hundred at once
    count a hundred times."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    factor = models.ForeignKey(Factor, on_delete=models.SET_NULL, null=True, related_name="+")
    network = models.CharField(max_length=50)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "at"], name="failures_of_account"),
            models.Index(fields=["network", "at"], name="failures_from_network"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} at {self.at:%Y-%m-%d %H:%M}"


class Gate(models.Model):
    """A row to hold while a limit is counted, so that two who come at once do not both find room."""

    key = models.CharField(max_length=100, primary_key=True)

    def __str__(self) -> str:
        return self.key
