"""Which calls somebody may see at all, before any filter."""

from __future__ import annotations

from django.db.models import QuerySet

from belplan.exchange.models import Device, Person
from belplan.identity.access import CallsInSight
from belplan.records.models import CallRecord
from belplan.records.reports import CallFilter, find, taken_part


def in_sight(sight: CallsInSight, wanted: CallFilter) -> QuerySet[CallRecord]:
    """The calls that the filter lets through, of the company or of one person: made, rung or answered by them."""
    calls = find(sight.company, wanted)
    if sight.all_of_company:
        return calls
    return taken_part(calls, sight.company, _parties(sight.person)) if sight.person else calls.none()


def _parties(person: Person) -> list[str]:
    """What the facts call the person and their telephones."""
    devices = Device.objects.for_company(person.company).filter(person=person).values_list("key", flat=True)
    return [f"user/{person.key}", *(f"device/{key}" for key in devices)]
