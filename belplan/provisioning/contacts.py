"""The contacts that a company shares: added, changed, removed, brought back and imported; calls show them at once."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import nullcontext

from django.core import serializers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from belplan.exchange.models import PhonebookEntry
from belplan.identity.colleagues import By
from belplan.publishing.arranging import arranged, still_new
from belplan.tenancy.models import Company, note_change


def save(entry: PhonebookEntry, by: By) -> None:
    """Add or change one. Raises ValidationError, by field, with nothing changed."""
    new = entry.pk is None
    before = None if new else _facts(PhonebookEntry.objects.for_company(entry.company).get(pk=entry.pk))
    with still_new(entry) if new else nullcontext(), arranged(entry.company, entry) as company:
        entry.store()
        _note(company, by, f"contact {'added' if new else 'changed'}", before, _facts(entry))


def remove(entry: PhonebookEntry, by: By) -> str:
    """Remove it. Gives what `bring_back` needs. Raises ValidationError."""
    kept = str(serializers.serialize("json", [entry]))
    with arranged(entry.company, entry) as company:
        _note(company, by, "contact removed", _facts(entry), None)
        entry.delete()
    return kept


def bring_back(company: Company, kept: str, by: By) -> PhonebookEntry:
    """Undo a removal. Raises ValidationError where the number stands there again meanwhile."""
    entry = next(serializers.deserialize("json", kept)).object
    if not isinstance(entry, PhonebookEntry) or entry.company_id != company.pk:
        raise ValidationError(_("There is nothing to undo any more."))
    with arranged(company, entry) as current:
        entry.full_clean()
        entry.save()
        _note(current, by, "contact brought back", None, _facts(entry))
    return entry


def bring_in(company: Company, entries: Collection[PhonebookEntry], by: By) -> None:
    """All of them or none: new ones, and other names for numbers that are known. Raises ValidationError.

    The entries were checked when they were read.
    """
    with arranged(company) as current:
        PhonebookEntry.objects.for_company(current).bulk_create(
            entries, update_conflicts=True, unique_fields=["company", "number"], update_fields=["name", "kind"]
        )
        _note(current, by, "contacts imported", None, {"numbers": len(entries)})


def _note(company: Company, by: By, what: str, before: object, after: object) -> None:
    note_change(company, who=by.account.login, what=what, origin=by.where.address, before=before, after=after)


def _facts(entry: PhonebookEntry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in ("name", "number", "kind")}
