"""Long sounds made ready by the worker: asked for by a page, which shows how far it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from belplan.callevents import phrase
from belplan.exchange import jobs
from belplan.exchange.jobs import Progress
from belplan.exchange.models import HoldMusic, Job
from belplan.panel.phrases import translated
from belplan.publishing import hold_music
from belplan.publishing.publish import By
from belplan.speech.recordings import sound_of
from belplan.speech.sounds import RATE, SoundFile, SpeechError, sound_file
from belplan.speech.uploads import SHORT_SECONDS, convert
from belplan.tenancy.models import Company

MAKE = "sound"
SHORT_RECORDING = round(SHORT_SECONDS * 2 * RATE)  # bytes; what is longer is made here


def ask(company: Company, upload: UploadedFile[Any], name: str, asker: By, tune: str) -> Job:
    """Let the worker make `name`.wav of it; with `tune` it is then added as music on hold. Raises SpeechError."""
    try:
        file = jobs.keep(company, upload.read())
    except OSError as problem:
        full = phrase(
            "It could not be saved, so all stays as it was: free some disk space on the server, and try again."
        )
        raise SpeechError(full) from problem
    return jobs.ask(company, MAKE, who=asker.who, origin=asker.origin, file=file, name=name, tune=tune)


def ask_recorded(company: Company, recorded: Path, asker: By) -> Job:
    """Let the worker make a sound of its name of what was recorded by telephone."""
    file, told = str(recorded.relative_to(settings.DATA)), {"name": recorded.stem, "tune": "", "by_telephone": True}
    return jobs.ask(company, MAKE, who=asker.who, origin=asker.origin, file=file, **told)


def make(job: Job, tell: Progress) -> dict[str, Any]:
    """Make the sound, and add it where it is music on hold. Raises ValidationError."""
    upload, target = jobs.path_of(job), folder_of(job.company) / f"{job.params['name']}.wav"
    try:
        seconds = (sound_file(target) if target.exists() else _converted(job, target, tell)).seconds
    except FileNotFoundError as problem:
        raise ValidationError(_("The file is not there any more: upload it again.")) from problem
    except SpeechError as problem:
        raise ValidationError(translated(problem.text)) from problem
    if job.params["tune"]:
        _add(job, str(target.relative_to(settings.DATA)), seconds)
    upload.unlink(missing_ok=True)
    return {"seconds": seconds}


def _converted(job: Job, target: Path, tell: Progress) -> SoundFile:
    upload = jobs.path_of(job)
    if job.params.get("by_telephone"):
        return sound_of(upload, target)
    with upload.open("rb") as file:
        return convert(file, upload.stat().st_size, target, tell)


def _add(job: Job, file: str, seconds: float) -> None:
    # A worker before us may have died after it was added and before that was written down.
    if job.tries == 1 or not HoldMusic.objects.for_company(job.company).filter(file=file).exists():
        hold_music.add(job.company, job.params["tune"], file, seconds, By(job.who, job.origin))


WORKS = {MAKE: make}


def folder_of(company: Company) -> Path:
    """Where the company's sounds lie."""
    return Path(settings.DATA) / "sounds" / company.key
