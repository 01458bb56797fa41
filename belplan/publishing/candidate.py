"""The version that publishing a plan would make: checked, spoken and frozen, to be tried or stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from belplan.callplan.component import SpokenText
from belplan.callplan.plan import Plan, PlanError, PublishedPlan, SoundFile
from belplan.callplan.published import compile_plan, spoken_texts
from belplan.publishing import hooks
from belplan.publishing.checking import other_plans, read_draft
from belplan.publishing.directory import directory_of
from belplan.publishing.models import PublishedPlanRow
from belplan.publishing.problems import PublishError, not_ready, not_stored
from belplan.speech.sounds import SpeechError
from belplan.tenancy.models import Company


def candidate(company: Company, key: str) -> PublishedPlan:
    """What a draft would be once published; nothing is stored but its spoken texts. Raises PublishError."""
    plan = read_draft(company, key)
    try:
        next_version(company, plan, _unspoken(company, plan))  # the checks first: they cost less than speaking
        return next_version(company, plan, speak_texts(company, plan))
    except PlanError as error:
        raise not_ready(error.findings) from error


def next_version(company: Company, plan: Plan, spoken: Mapping[str, SoundFile]) -> PublishedPlan:
    """A plan as its next version. Raises PlanError."""
    versions = PublishedPlanRow.objects.for_company(company).filter(key=plan.key)
    version = (versions.aggregate(newest=Max("version"))["newest"] or 0) + 1
    return compile_plan(plan, directory_of(company), other_plans(company, plan.key), version, spoken)


def speak_texts(company: Company, plan: Plan) -> dict[str, SoundFile]:
    """Every text of the plan as a sound file, before anything is locked: speaking takes its time.

    A text that was spoken before is there already. Raises PublishError.
    """
    try:
        return speak_all(company, spoken_texts(plan, directory_of(company).menus))
    except SpeechError as error:
        raise PublishError(error.text) from error
    except OSError as error:
        raise not_stored(error.strerror or error) from error


def speak_all(company: Company, texts: Iterable[SpokenText]) -> dict[str, SoundFile]:
    """These texts as sound files, by `SpokenText.key`. Raises SpeechError or OSError."""
    return {text.key: _spoken(company, text) for text in texts}


def _spoken(company: Company, text: SpokenText) -> SoundFile:
    data = Path(settings.DATA)
    sound = hooks.speak(text.text, text.language, data / "sounds" / company.key)
    return SoundFile(str(sound.path.relative_to(data)), sound.seconds)


def _unspoken(company: Company, plan: Plan) -> dict[str, SoundFile]:
    return {text.key: SoundFile("", 0.0) for text in spoken_texts(plan, directory_of(company).menus)}
