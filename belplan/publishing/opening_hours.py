"""Opening hours of a company: added, changed for all plans that use them, removed and brought back."""

from __future__ import annotations

import hashlib
import json
from contextlib import nullcontext

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from belplan.exchange.models import Hours
from belplan.publishing.arranging import still_new
from belplan.publishing.in_use import plans_with
from belplan.publishing.publish import By
from belplan.publishing.shared import shared_change
from belplan.publishing.snapshots import whole_or_not
from belplan.tenancy.models import Company, note_change

CHANGED = "changed-meanwhile"  # code of an error


def version_of(hours: Hours | None) -> str:
    """Another for each thing that was ever stored, so that a page that was left open notices; empty for new ones."""
    if hours is None or not hours.pk:
        return ""
    return hashlib.sha256(json.dumps([hours.name, hours.data], sort_keys=True).encode()).hexdigest()[:16]


def save(hours: Hours, by: By, seen: str) -> list[str]:
    """Add hours, or change those of which somebody saw the version `seen`. Gives the names of the plans that have a
    new version with the change.

    Raises ValidationError with nothing changed: by field, or naming the plan that can't have the change, or with the
    code CHANGED where others saved them meanwhile.
    """
    stored = _stored(hours).first()
    if stored and stored.data != hours.data:
        with shared_change(hours.company, "hours", hours.key, by) as plans:
            _store(hours, by, seen)
        return plans
    with nullcontext() if stored else still_new(hours), transaction.atomic():
        _store(hours, by, seen)
    return []


def _stored(hours: Hours) -> QuerySet[Hours]:
    return Hours.objects.for_company(hours.company).filter(pk=hours.pk)


def _store(hours: Hours, by: By, seen: str) -> None:
    stored = _stored(hours).select_for_update().first()
    if version_of(stored) != seen:
        message = _(
            "Somebody else saved these hours while you were at it. What you typed still stands here: look at what "
            "they have now, and save again if yours is right."
        )
        raise ValidationError(message, code=CHANGED)
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
