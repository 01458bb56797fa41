"""Puts a call plan in force: checked, frozen with all that it uses, stored and handed to the engine, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError

from belplan.callplan.kept import as_meant
from belplan.callplan.plan import Finding, Plan, PlanError, PublishedPlan, SoundFile
from belplan.callplan.published import published_data
from belplan.callplan.textform import read_plan
from belplan.exchange.drafts import store_draft
from belplan.publishing import scenarios
from belplan.publishing.candidate import next_version, speak_texts
from belplan.publishing.checking import check_draft, check_plan, find_draft, read_draft
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
    _refuse(check_draft(find_draft(company, key)))
    spoken = speak_texts(company, read_draft(company, key))
    return _in_one_go(company, lambda now: _put_in_force(now, read_draft(now, key), spoken, by))


def publish_plan(company: Company, plan: Plan, by: By) -> int:
    """Store a plan as the draft with its key and publish that. Raises PublishError with nothing changed."""
    _refuse(check_plan(company, plan))
    spoken = speak_texts(company, plan)

    def work(now: Company) -> int:
        store_draft(now, plan)
        return _put_in_force(now, plan, spoken, by)

    return _in_one_go(company, work)


def publish_tree(
    company: Company, key: str, text_form: Mapping[str, Any], by: By, first: Callable[[], object] = lambda: None
) -> int:
    """Publish a plan as it was written down earlier, under the name and numbers of today; the draft stays as it is.

    `first` is done in the same transaction, and may raise to stop it. Raises PublishError with nothing changed.
    """
    plan = _as_written(company, key, text_form)
    spoken = speak_texts(company, plan)

    def work(now: Company) -> int:
        first()
        return _put_in_force(now, plan, spoken, by)

    return _in_one_go(company, work)


def roll_back(company: Company, key: str, version: int, by: By) -> int:
    """Publish an earlier version again, as the next version. Raises PublishError with nothing changed.

    The draft follows, unless it holds changes that are not in force: these stay.
    """
    rows = PublishedPlanRow.objects.for_company(company).filter(key=key)
    row = rows.filter(version=version).first()
    if row is None:
        raise no_such_version(key, version)
    if draft_has_changes(company, key, rows.latest("version")):
        return publish_tree(company, key, as_meant(row.tree), by)
    return publish_plan(company, _as_written(company, key, as_meant(row.tree)), by)


def draft_has_changes(company: Company, key: str, version: PublishedPlanRow) -> bool:
    """Whether the draft does anything else than this version."""
    try:
        now, then = read_draft(company, key), _as_written(company, key, as_meant(version.tree))
    except PublishError:
        return True
    return (now.steps, now.diversions) != (then.steps, then.diversions)


def ready_to_publish(company: Company, key: str) -> None:
    """Raises PublishError, with its findings, where a draft cannot be published as it stands."""
    _refuse(check_draft(find_draft(company, key)))


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
    published = next_version(company, plan, spoken)
    if not by.accepts and (found := scenarios.broken(company, published)):
        raise scenarios_broken(found)
    _store(company, published, by)
    if by.accepts:
        scenarios.accept(company, published)
    return published.version


def _store(company: Company, published: PublishedPlan, by: By) -> None:
    data = published_data(published)
    PublishedPlanRow(
        company=company,
        key=data["key"],
        version=data["version"],
        tree=data["tree"],
        library={part: data[part] for part in ("hours", "sounds", "menus", "callers")},
        by=by.who,
        note=by.note,
    ).store()
    what = f"published call plan {data['key']}"
    note_change(company, who=by.who, what=what, origin=by.origin, after={"version": data["version"], "note": by.note})
