"""What call plans share (opening hours, menus, caller lists, sounds): added, changed for all of them, removed, brought
back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from belplan.callplan.plan import SoundFile
from belplan.exchange.models import Menu
from belplan.exchange.models.shared import Shared
from belplan.publishing.arranging import still_new
from belplan.publishing.candidate import speak_all
from belplan.publishing.in_use import users_of
from belplan.publishing.publish import By
from belplan.publishing.shared import in_words, shared_change
from belplan.publishing.snapshots import whole_or_not
from belplan.speech.sounds import SpeechError
from belplan.tenancy.models import Company, note_change

CHANGED = "changed-meanwhile"  # code of an error

Row = TypeVar("Row", bound=Shared)


def version_of(row: Shared | None) -> str:
    """Another for each thing that was ever stored, so that a page that was left open notices; empty for new ones."""
    if row is None or not row.pk:
        return ""
    return hashlib.sha256(json.dumps(row.columns(), sort_keys=True).encode()).hexdigest()[:16]


def save(row: Shared, by: By, seen: str) -> list[str]:
    """Add it, or change that of which somebody saw the version `seen`. Gives the names of the plans that have a new
    version with the change.

    Raises ValidationError with nothing changed: by field, or naming the plan that can't have the change, or with the
    code CHANGED where others saved it meanwhile.
    """
    stored = _stored(row).first()
    if stored and _acts(stored) != _acts(row):
        with shared_change(row.company, row.kind, row.key, by, _spoken(row)) as plans:
            _store(row, by, seen)
        return plans
    with nullcontext() if stored else still_new(row), transaction.atomic():
        _store(row, by, seen)
    return []


def remove(row: Shared, by: By) -> str:
    """Remove it; gives what `bring_back` needs. Raises ValidationError, naming the plans and menus that use it."""
    with whole_or_not(row.company) as company:  # nobody publishes a plan with it meanwhile
        if used := users_of(company, row.kind, row.key):
            message = _("%(name)s is used in %(plans)s: take it out there first.")
            raise ValidationError(message, params={"name": row.name, "plans": ", ".join(used)})
        what = f"{row.kind} {row.key} removed"
        note_change(company, who=by.who, what=what, origin=by.origin, before=row.columns())
        row.delete()
    return json.dumps(row.columns())


def bring_back(model: type[Row], company: Company, kept: str, by: By) -> Row:
    """Undo a removal. Raises ValidationError where its key went to another meanwhile."""
    with transaction.atomic():
        row = model(company=company, **json.loads(kept)).store()
        what = f"{row.kind} {row.key} brought back"
        note_change(company, who=by.who, what=what, origin=by.origin, after=row.columns())
    return row


def _stored(row: Row) -> QuerySet[Row]:
    return type(row).objects.for_company(row.company).filter(pk=row.pk)


def _acts(row: Shared) -> dict[str, Any]:
    """What of it calls notice: all but its name."""
    return {name: value for name, value in row.columns().items() if name != "name"}


def _spoken(row: Shared) -> Mapping[str, SoundFile]:
    """What a menu says, spoken before anything is locked: it takes its time. Raises ValidationError."""
    if not isinstance(row, Menu):
        return {}
    row.clean()
    try:
        return speak_all(row.company, row.contents().texts())
    except SpeechError as error:
        raise ValidationError(in_words(error.text)) from error
    except OSError as error:
        message = _("It could not be saved, so all stays as it was: free some disk space on the server, and try again.")
        raise ValidationError(message) from error


def _store(row: Shared, by: By, seen: str) -> None:
    stored = _stored(row).select_for_update().first()
    if version_of(stored) != seen:
        message = _(
            "Somebody else saved this while you were at it. What you typed still stands here: look at what "
            "they have now, and save again if yours is right."
        )
        raise ValidationError(message, code=CHANGED)
    row.store()
    note_change(
        row.company,
        who=by.who,
        what=f"{row.kind} {row.key} {'changed' if stored else 'added'}",
        origin=by.origin,
        before=stored.columns() if stored else None,
        after=row.columns(),
    )
