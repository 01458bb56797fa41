"""Scenarios of a plan: added, removed and brought back."""

from __future__ import annotations

from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from belplan.publishing.models import Scenario
from belplan.publishing.problems import Told
from belplan.publishing.publish import By
from belplan.publishing.scenarios import MOST, Case, told_data
from belplan.tenancy.models import Company, note_change


def add(company: Company, key: str, name: str, case: Case, wanted: Told, by: By) -> Scenario:
    """Save a call with how it should go. Raises ValidationError for a name that is taken, and beyond the most."""
    return _store(
        company, {"key": key, "name": name, "case": msgspec.to_builtins(case), "wanted": told_data(wanted)}, by
    )


def remove(row: Scenario, by: By) -> dict[str, Any]:
    """Remove it; gives what `bring_back` needs."""
    kept = {"key": row.key, "name": row.name, "case": row.case, "wanted": row.wanted}
    with transaction.atomic():
        note_change(row.company, who=by.who, what=_what(kept, "removed"), origin=by.origin, before=kept)
        row.delete()
    return kept


def bring_back(company: Company, kept: dict[str, Any], by: By) -> Scenario:
    """Undo a removal. Raises ValidationError where its name went to another meanwhile."""
    return _store(company, kept, by)


def _store(company: Company, values: dict[str, Any], by: By) -> Scenario:
    rows = Scenario.objects.for_company(company).filter(key=values["key"])
    if not values["name"]:
        raise ValidationError({"name": _("Give the scenario a name, such as Sunday afternoon.")})
    if rows.filter(name=values["name"]).exists():
        raise ValidationError({"name": _("Another scenario of this plan has this name: choose another.")})
    if rows.count() >= MOST:
        text = _("A plan has at most %(most)d scenarios: remove one first.")
        raise ValidationError({"name": text % {"most": MOST}})
    with transaction.atomic():
        row = Scenario(company=company, **values).store()
        note_change(company, who=by.who, what=_what(values, "saved"), origin=by.origin, after=values)
    return row


def _what(values: dict[str, Any], done: str) -> str:
    return f"scenario {values['name']} of call plan {values['key']} {done}"
