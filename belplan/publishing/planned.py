"""Publications for later: a draft as it stands now, put in force at a moment that was chosen."""

from __future__ import annotations

import logging
from datetime import datetime

import msgspec
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from belplan.callplan.plan import Finding
from belplan.publishing.checking import find_draft
from belplan.publishing.models import PlannedPublication
from belplan.publishing.problems import PublishError
from belplan.publishing.publish import By, publish_tree, ready_to_publish
from belplan.tenancy.models import Company, note_change

log = logging.getLogger(__name__)


class _Cancelled(Exception):
    """Somebody cancelled or planned anew while it was being published."""


def plan_publication(company: Company, key: str, at: datetime, by: By, now: datetime) -> PlannedPublication:
    """Keep the draft for later, in place of what was planned for it before.

    Raises ValidationError on `at` for a moment that is over, PublishError where the draft is not ready yet.
    """
    if at <= now:
        raise ValidationError({"at": _("This moment is over: choose a later one, or publish now.")})
    ready_to_publish(company, key)
    planned = PlannedPublication(
        company=company, key=key, at=at, tree=find_draft(company, key).text_form(), by=by.who, origin=by.origin,
        note=by.note, accepts=by.accepts,
    )  # fmt: skip
    with transaction.atomic():
        PlannedPublication.objects.for_company(company).filter(key=key).delete()
        what = f"publication of call plan {key} planned"
        note_change(company, who=by.who, what=what, origin=by.origin, after={"at": at.isoformat(), "note": by.note})
        return planned.store()


def cancel(planned: PlannedPublication, by: By) -> None:
    """Do not publish it after all."""
    with transaction.atomic():
        planned.delete()
        what, before = f"planned publication of call plan {planned.key} cancelled", {"at": planned.at.isoformat()}
        note_change(planned.company, who=by.who, what=what, origin=by.origin, before=before)


def planned_for(company: Company) -> dict[str, PlannedPublication]:
    """What is planned, by the key of its plan; also what could not be published."""
    return {planned.key: planned for planned in PlannedPublication.objects.for_company(company)}


def reasons(planned: PlannedPublication) -> tuple[Finding, ...]:
    """Why it could not be published; empty while it waits."""
    return msgspec.convert(planned.problems, tuple[Finding, ...])


def publish_due(now: datetime) -> int:
    """Put in force what was planned for now or before; how many. One that fails stays, with the reason."""
    due = list(PlannedPublication.everywhere.filter(at__lte=now, problems=[]).select_related("company").order_by("at"))
    return sum(map(_publish, due))


def _publish(planned: PlannedPublication) -> bool:
    by = By(planned.by, planned.origin, planned.note, planned.accepts)
    try:
        publish_tree(planned.company, planned.key, planned.tree, by, lambda: _take(planned))
    except _Cancelled:
        return False
    except PublishError as error:
        log.error("company %s: plan %s could not be published as planned", planned.company.key, planned.key)
        found = (Finding("", "", error.text), *error.findings)
        rows = PlannedPublication.objects.for_company(planned.company).filter(pk=planned.pk)
        rows.update(problems=msgspec.to_builtins(found))
        return False
    return True


def _take(planned: PlannedPublication) -> None:
    """Take it off the list in the transaction that puts it in force, so that it is published once."""
    taken, _of = PlannedPublication.objects.for_company(planned.company).filter(pk=planned.pk).delete()
    if not taken:
        raise _Cancelled
