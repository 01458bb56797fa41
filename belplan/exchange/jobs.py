"""Long work for the worker: asked for by a page, done elsewhere with its progress shown, forgotten after a day.

A job whose worker died is taken up again after a minute. Work that must happen once at most calls `finish` within the
transaction that does it.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import Error as DatabaseProblem
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from belplan.exchange.models.jobs import Job, JobState
from belplan.tenancy.models import Company

log = logging.getLogger(__name__)

KEEP = timedelta(days=1)
SILENT = timedelta(minutes=1)  # then its worker is taken to be dead
TRIES = 3
TELL_EVERY = 0.5  # seconds between two words on progress

Progress = Callable[[int, int], None]  # how much is done, of how much
Work = Callable[[Job, Progress], Mapping[str, Any]]  # gives the result; raises ValidationError with the mend


class TakenOver(Exception):
    """Another worker does this job meanwhile: all that was done here is to be undone."""


def ask(company: Company, kind: str, *, who: str, origin: str, file: str = "", **params: Any) -> Job:
    """Put a job in the queue, to be told of in the language that is active. `file`: what `keep` gave."""
    job = Job(company=company, kind=kind, who=who, origin=origin, file=file, params=params)
    job.made, job.language = timezone.now(), translation.get_language() or company.language
    job.save()
    return job


def keep(company: Company, content: bytes) -> str:
    """Store what a job is to work on; its name. Raises OSError."""
    name = f"uploads/{company.key}/{secrets.token_hex(16)}"
    path = Path(settings.DATA) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return name


def path_of(job: Job) -> Path:
    """The file that it works on."""
    return Path(settings.DATA) / job.file


def read(job: Job) -> bytes:
    """Its file. Raises ValidationError where that is gone."""
    try:
        return path_of(job).read_bytes()
    except OSError as problem:
        raise ValidationError(_("The file is not there any more: upload it again.")) from problem


def run_next(works: Mapping[str, Work], now: datetime) -> bool:
    """Do the oldest job that waits; False when there is none. Raises django.db.Error, and the job is tried again."""
    job = _claim(list(works), now)
    if job is None:
        return False
    with translation.override(job.language):
        _run(job, works[job.kind])
    return True


def finish(job: Job, result: Mapping[str, Any]) -> None:
    """Write down what came of it. Raises TakenOver."""
    _end(job, JobState.DONE, result)


def remove_old(now: datetime) -> None:
    """Forget what is older than a day, with its files."""
    for job in Job.everywhere.filter(made__lt=now - KEEP):
        if job.file:
            path_of(job).unlink(missing_ok=True)
        job.delete()


def _claim(kinds: list[str], now: datetime) -> Job | None:
    """Take a job so that no other worker takes it too."""
    due = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, seen__lt=now - SILENT)
    job = Job.everywhere.filter(due, kind__in=kinds).select_related("company").order_by("pk").first()
    if job is None:
        return None
    mine = Job.everywhere.filter(pk=job.pk, state=job.state, tries=job.tries)
    if not mine.update(state=JobState.RUNNING, tries=job.tries + 1, seen=now):
        return _claim(kinds, now)
    job.state, job.tries = JobState.RUNNING, job.tries + 1
    return job


def _run(job: Job, work: Work) -> None:
    if job.tries > TRIES:
        _fail(job, _("This went wrong on our side, several times. Nothing was saved. Tell who runs the platform."))
        return
    try:
        result = work(job, _teller(job))
        if not job.ended:
            finish(job, result)
    except ValidationError as problem:
        _fail(job, " ".join(problem.messages))
    except TakenOver:
        log.warning("Job %s was taken over by another worker.", job.pk)
    except DatabaseProblem:
        raise
    except Exception:
        log.exception("Job %s failed.", job.pk)
        _fail(job, _("This went wrong on our side. Nothing was saved: try again."))


def _teller(job: Job) -> Progress:
    """Writes progress down, but not for each line of a file."""
    told = float("-inf")

    def tell(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told >= TELL_EVERY or done == total:
            told = time.monotonic()
            _mine(job).update(done=done, total=total, seen=timezone.now())

    return tell


def _fail(job: Job, problem: str) -> None:
    with contextlib.suppress(TakenOver):
        _end(job, JobState.FAILED, {"problem": problem})


def _end(job: Job, state: JobState, result: Mapping[str, Any]) -> None:
    if not _mine(job).update(state=state, result=dict(result), seen=timezone.now()):
        raise TakenOver
    job.state, job.result = state, dict(result)


def _mine(job: Job) -> Any:
    return Job.everywhere.filter(pk=job.pk, state=JobState.RUNNING, tries=job.tries)
