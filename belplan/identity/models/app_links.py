"""Links by which a telephone joins its owner's set-up of the app."""

from __future__ import annotations

from django.db import models

from belplan.identity.models.attempts import Attempt
from belplan.identity.models.factors import Factor


class AppLink(models.Model):
    """One such link, good once and as long as its attempt. `digest`: an HMAC of its code."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="app_links")
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField()
    used = models.DateTimeField(null=True)
    factor = models.ForeignKey(Factor, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.attempt_id}, {'used' if self.used else 'unused'}"
