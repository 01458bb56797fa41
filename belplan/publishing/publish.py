"""Puts a call plan in force: checked, frozen with all that it uses, stored and handed to the engine, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.db.models import Max

from belplan.callplan.component import SpokenText
from belplan.callplan.plan import Finding, Plan, PlanError, PublishedPlan, SoundFile
from belplan.callplan.published import compile_plan, published_data, spoken_texts
from belplan.callplan.textform import read_plan
from belplan.exchange.drafts import store_draft
from belplan.publishing import hooks, scenarios
from belplan.publishing.checking import check_draft, check_plan, find_draft, other_plans, read_draft
from belplan.publishing.directory import directory_of
from belplan.publishing.models import PublishedPlanRow
from belplan.publishing.problems import (
    PublishError,
    field_findings,
    no_such_version,
    not_ready,
    not_stored,
    scenarios_broken,
)
from belplan.publishing.snapshots import whole_or_not, write_within
from belplan.speech.sounds import SpeechError
from belplan.tenancy.models import Company, note_change


@dataclass(frozen=True)
class By:
    """Who publishes, from where (an address, or "command line"), and their note."""

    who: str
    origin: str
    note: str = ""
    accepts: bool = False  # that saved scenarios go otherwise from now on


def publish(company: Company, key: str, by: By) -> int:
    """Publish a draft as its next version, which is returned. Raises PublishError with nothing changed."""
    _refuse(check_draft(company, key))
    spoken = _speak(company, read_draft(company, key))
    return _in_one_go(company, lambda now: _put_in_force(now, read_draft(now, key), spoken, by))


def publish_plan(company: Company, plan: Plan, by: By) -> int:
    """Store a plan as the draft with its key and publish that. Raises PublishError with nothing changed."""
    _refuse(check_plan(company, plan))
    spoken = _speak(company, plan)

    def work(now: Company) -> int:
        store_draft(now, plan)
        return _put_in_force(now, plan, spoken, by)

    return _in_one_go(company, work)


def publish_tree(company: Company, key: str, text_form: Mapping[str, Any], by: By) -> int:
    """Publish a plan as it was written down earlier, under the name and numbers of today; the draft stays as it is.

    Raises PublishError with nothing changed.
    """
    plan = _as_written(company, key, text_form)
    spoken = _speak(company, plan)
    return _in_one_go(company, lambda now: _put_in_force(now, plan, spoken, by))


def roll_back(company: Company, key: str, version: int, by: By) -> int:
    """Publish an earlier version again, as draft and as the next version. Raises PublishError with nothing changed."""
    row = PublishedPlanRow.objects.for_company(company).filter(key=key, version=version).first()
    if row is None:
        raise no_such_version(key, version)
    return publish_plan(company, _as_written(company, key, row.tree), by)


def ready_to_publish(company: Company, key: str) -> None:
    """Raises PublishError, with its findings, where a draft cannot be published as it stands."""
    _refuse(check_draft(company, key))


def _as_written(company: Company, key: str, text_form: Mapping[str, Any]) -> Plan:
    draft = find_draft(company, key)
    steps = {part: text_form[part] for part in ("steps", "diversions") if part in text_form}
    try:
        return read_plan({**draft.heading(), **steps}, company.country)
    except PlanError as error:
        raise not_ready(error.findings) from error


def _refuse(findings: tuple[Finding, ...]) -> None:
    if findings:
        raise not_ready(findings)


def _speak(company: Company, plan: Plan) -> dict[str, SoundFile]:
    """Every text of the plan as a sound file, before anything is locked: speaking takes its time."""
    try:
        return {text.key: _spoken(company, text) for text in spoken_texts(plan, directory_of(company).menus)}
    except SpeechError as error:
        raise PublishError(error.text) from error
    except OSError as error:
        raise not_stored(error.strerror or error) from error


def _spoken(company: Company, text: SpokenText) -> SoundFile:
    data = Path(settings.DATA)
    sound = hooks.speak(text.text, text.language, data / "sounds" / company.key)
    return SoundFile(str(sound.path.relative_to(data)), sound.seconds)


def _in_one_go(company: Company, work: Callable[[Company], int]) -> int:
    try:
        with whole_or_not(company) as now:
            return work(now)
    except PlanError as error:
        raise not_ready(error.findings) from error
    except ValidationError as error:
        raise not_ready(field_findings(error)) from error
    except DatabaseError as error:
        raise not_stored(str(error).splitlines()[0]) from error
    except OSError as error:
        raise not_stored(error.strerror or error) from error


def _put_in_force(company: Company, plan: Plan, spoken: dict[str, SoundFile], by: By) -> int:
    version = store_version(company, plan, spoken, by)
    write_within(company)
    return version


def store_version(company: Company, plan: Plan, spoken: Mapping[str, SoundFile], by: By) -> int:
    """Check a plan, try its scenarios and store it as its next version, which is returned.

    To be called within `whole_or_not`; the snapshot is still to be written. Raises PlanError and PublishError.
    """
    published = _next_version(company, plan, spoken)
    if not by.accepts and (found := scenarios.broken(company, published)):
        raise scenarios_broken(found)
    _store(company, published, by)
    if by.accepts:
        scenarios.accept(company, published)
    return published.version


def _next_version(company: Company, plan: Plan, spoken: Mapping[str, SoundFile]) -> PublishedPlan:
    versions = PublishedPlanRow.objects.for_company(company).filter(key=plan.key)
    version = (versions.aggregate(newest=Max("version"))["newest"] or 0) + 1
    return compile_plan(plan, directory_of(company), other_plans(company, plan.key), version, spoken)


def _store(company: Company, published: PublishedPlan, by: By) -> None:
    data = published_data(published)
    PublishedPlanRow(
        company=company,
        key=data["key"],
        version=data["version"],
        tree=data["tree"],
        library={part: data[part] for part in ("hours", "sounds", "menus")},
        by=by.who,
        note=by.note,
    ).store()
    what = f"published call plan {data['key']}"
    note_change(company, who=by.who, what=what, origin=by.origin, after={"version": data["version"], "note": by.note})
