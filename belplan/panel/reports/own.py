"""Which calls somebody may see at all, before any filter."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from belplan.exchange.models import Device, Person
from belplan.identity.access import CallsInSight
from belplan.records.models import CallRecord
from belplan.records.reports import CallFilter, find


def in_sight(sight: CallsInSight, wanted: CallFilter) -> QuerySet[CallRecord]:
    """The calls that the filter lets through, of the company or of one person: made, rung or answered by them."""
    calls = find(sight.company, wanted)
    if sight.all_of_company:
        return calls
    return calls.filter(_with(sight.person)) if sight.person else calls.none()


def _with(person: Person) -> Q:
    """Calls whose facts name the person or one of their telephones; facts are stored as compact JSON."""
    devices = Device.objects.for_company(person.company).filter(person=person).values_list("key", flat=True)
    condition = Q()
    for party in (f"user/{person.key}", *(f"device/{key}" for key in devices)):
        condition |= Q(facts__contains=f'party":"{party}"')
    return condition
