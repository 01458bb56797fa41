"""Publications for later: a draft as it stands now, put in force at a moment that was chosen."""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from belplan.publishing.checking import find_draft
from belplan.publishing.models import PlannedPublication
from belplan.publishing.problems import PublishError
from belplan.publishing.publish import By, publish_tree, ready_to_publish
from belplan.tenancy.models import Company

log = logging.getLogger(__name__)


def plan_publication(company: Company, key: str, at: datetime, by: By, now: datetime) -> PlannedPublication:
    """Keep the draft for later, in place of what was planned for it before.

    Raises ValidationError on `at` for a moment that is over, PublishError where the draft is not ready yet.
    """
    if at <= now:
        raise ValidationError({"at": _("This moment is over: choose a later one, or publish now.")})
    ready_to_publish(company, key)
    PlannedPublication.objects.for_company(company).filter(key=key).delete()
    tree = find_draft(company, key).text_form()
    return PlannedPublication(
        company=company, key=key, at=at, tree=tree, by=by.who, origin=by.origin, note=by.note
    ).store()


def publish_due(now: datetime) -> int:
    """Put in force what was planned for now or before; how many. One that fails stays, with the reason."""
    due = list(PlannedPublication.everywhere.filter(at__lte=now, problem="").select_related("company").order_by("at"))
    return sum(map(_publish, due))


def _publish(planned: PlannedPublication) -> bool:
    try:
        by = By(planned.by, planned.origin, planned.note)
        publish_tree(planned.company, planned.key, planned.tree, by)
    except PublishError as error:
        log.error("company %s: plan %s could not be published as planned", planned.company.key, planned.key)
        planned.problem = "; ".join([str(error.text), *map(str, error.findings)])[:2000]
        planned.save(update_fields=["problem"])
        return False
    planned.delete()
    return True
