"""Keeps the history of functions in line with what users have; in the transaction of the change itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from belplan.billing.catalogue import FUNCTIONS
from belplan.billing.charges import rate_on
from belplan.billing.models import FunctionUse
from belplan.billing.months import day_of
from belplan.billing.prices import rates
from belplan.exchange.models import Person
from belplan.tenancy.models import note_change


@dataclass(frozen=True)
class Change:
    """Who switches, from where, and when."""

    who: str
    origin: str
    at: datetime


def note(person: Person, change: Change) -> None:
    """Write what a user who was saved has now; what was switched stands in the audit log with its price."""
    on = {function.key for function in FUNCTIONS if getattr(person, function.field)}
    _bring_in_line(person, on, change)
    named = {"name": person.name, "extension": person.extension}
    _of(person).exclude(**named).update(**named)


def end_all(person: Person, change: Change) -> None:
    """The user is about to go: today is the last day of all they have."""
    _bring_in_line(person, set(), change)


def _bring_in_line(person: Person, on: set[str], change: Change) -> None:
    running = {use.function: use for use in _of(person).filter(until=None)}
    today = day_of(person.company, change.at)
    for key in sorted(on - running.keys()):
        _begin(person, key, today)
        _tell(person, key, "on", today, change)
    for key in sorted(running.keys() - on):
        use = running[key]
        use.until = max(today, use.since)
        use.save(update_fields=["until"])
        _tell(person, key, "off", today, change)


def _begin(person: Person, key: str, today: date) -> None:
    """What ended today goes on: a day is charged once."""
    ended = _of(person).filter(function=key, until__gte=today).order_by("-until").first()
    if ended:
        ended.until = None
        ended.save(update_fields=["until"])
    else:
        FunctionUse(
            company=person.company,
            person=person,
            name=person.name,
            extension=person.extension,
            function=key,
            since=today,
        ).save()


def _tell(person: Person, key: str, became: str, today: date, change: Change) -> None:
    price = {"cents_a_month": rate_on(rates().get(key, ()), today)}
    what = f"function {key} {became} for user {person.key}"
    note_change(person.company, who=change.who, what=what, origin=change.origin, after=price)


def _of(person: Person) -> QuerySet[FunctionUse]:
    return FunctionUse.objects.for_company(person.company).filter(person=person.pk)
