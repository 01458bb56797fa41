"""Long work that somebody asked for, such as an import, and how far it is."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from belplan.tenancy.models import TenantModel


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Job(TenantModel):
    """One piece of work for the worker. It is kept for a day; `exchange.jobs` is the way to ask for one."""

    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)  # of `total`, in whatever this work counts
    total = models.PositiveIntegerField(default=0)  # 0: not known yet
    params: models.JSONField[Any, Any] = models.JSONField(default=dict)  # what it is to do
    result: models.JSONField[Any, Any] = models.JSONField(default=dict)  # what came of it; `problem` where it failed
    file = models.CharField(max_length=200, blank=True)  # what it works on, within the data folder
    who = models.CharField(max_length=150)  # as the audit log shall name them
    origin = models.CharField(max_length=100)  # from where they asked
    language = models.CharField(max_length=5)  # of the sentences in the result
    made = models.DateTimeField()
    seen = models.DateTimeField(null=True)  # when the worker last gave a sign of life
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state"], condition=models.Q(state__in=["waiting", "running"]), name="job_to_do"),
            models.Index(fields=["company", "kind"], name="job_of_company"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in (JobState.DONE, JobState.FAILED)
