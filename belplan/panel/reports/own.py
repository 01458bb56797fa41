"""Which calls somebody may see at all, before any filter."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from belplan.exchange.models import Device, Person
from belplan.identity.access import CallsInSight
from belplan.records.models import CallParty, CallRecord
from belplan.records.reports import CallFilter, Calls, find, taken_part


def in_sight(sight: CallsInSight, wanted: CallFilter) -> Calls:
    """The calls that the filter lets through, of the company or of one person: made, rung or answered by them."""
    parties = parties_in_sight(sight)
    return find(sight.company, wanted) if parties is None else taken_part(sight.company, wanted, parties)


def one_in_sight(sight: CallsInSight, pk: int) -> QuerySet[CallRecord]:
    """This call, or nothing where it may not be seen."""
    parties, call = parties_in_sight(sight), find(sight.company).filter(pk=pk)
    return (
        call
        if parties is None
        else call.filter(
            Exists(CallParty.objects.for_company(sight.company).filter(call=OuterRef("pk"), party__in=parties))
        )
    )


def parties_in_sight(sight: CallsInSight) -> list[str] | None:
    """Whose calls: what the facts call the person and their telephones; None: all of the company."""
    if sight.all_of_company:
        return None
    return _parties(sight.person) if sight.person else []


def _parties(person: Person) -> list[str]:
    """What the facts call the person and their telephones."""
    devices = Device.objects.for_company(person.company).filter(person=person).values_list("key", flat=True)
    return [f"user/{person.key}", *(f"device/{key}" for key in devices)]
