"""Opening hours of a company: added, changed for all plans that use them, removed and brought back."""

from __future__ import annotations

import json
from contextlib import nullcontext

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from belplan.exchange.models import Hours
from belplan.publishing.arranging import still_new
from belplan.publishing.in_use import plans_with
from belplan.publishing.publish import By
from belplan.publishing.shared import shared_change
from belplan.publishing.snapshots import whole_or_not
from belplan.tenancy.models import Company, note_change


def save(hours: Hours, by: By) -> list[str]:
    """Add or change hours. Gives the names of the plans that have a new version with the change.

    Raises ValidationError, by field or naming the plan that can't have the change, with nothing changed.
    """
    stored = Hours.objects.for_company(hours.company).filter(pk=hours.pk).first()
    if stored and stored.data != hours.data:
        with shared_change(hours.company, "hours", hours.key, by) as plans:
            _store(hours, stored, by)
        return plans
    with nullcontext() if stored else still_new(hours), transaction.atomic():
        _store(hours, stored, by)
    return []


def _store(hours: Hours, stored: Hours | None, by: By) -> None:
    hours.store()
    note_change(
        hours.company,
        who=by.who,
        what=f"hours {hours.key} {'changed' if stored else 'added'}",
        origin=by.origin,
        before=stored.text_form() if stored else None,
        after=hours.text_form(),
    )


def remove(hours: Hours, by: By) -> str:
    """Remove hours; gives what `bring_back` needs. Raises ValidationError, naming the plans that use them."""
    with whole_or_not(hours.company) as company:  # nobody publishes a plan with them meanwhile
        if used := plans_with(company, "hours", hours.key):
            message = _("%(name)s is used in %(plans)s: take it out there first.")
            raise ValidationError(message, params={"name": hours.name, "plans": ", ".join(used)})
        what = f"hours {hours.key} removed"
        note_change(company, who=by.who, what=what, origin=by.origin, before=hours.text_form())
        hours.delete()
    return json.dumps({"key": hours.key, "name": hours.name, "data": hours.data})


def bring_back(company: Company, kept: str, by: By) -> Hours:
    """Undo a removal. Raises ValidationError where its key went to others meanwhile."""
    with transaction.atomic():
        hours = Hours(company=company, **json.loads(kept)).store()
        what = f"hours {hours.key} brought back"
        note_change(company, who=by.who, what=what, origin=by.origin, after=hours.text_form())
    return hours
