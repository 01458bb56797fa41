"""Live state in the database: written from the engine's facts, read as the engine keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from belplan.callevents import CallEvent, DiversionSwitched, DoNotDisturbSet, SeatTaken, StateFact
from belplan.engine.state import CompanyState
from belplan.exchange.models import Device, DoNotDisturb, Person, Seat, SwitchedDiversion
from belplan.tenancy.models import Company


def follow(facts: Sequence[CallEvent]) -> None:
    """Write down what these facts say of live state: a listener to the journal, in the transaction that reads it.

    A fact about something that was removed since changes nothing.
    """
    stated = [fact for fact in facts if isinstance(fact, StateFact)]
    companies = {c.key: c for c in Company.objects.filter(key__in={fact.company for fact in stated})}
    for fact in stated:
        if company := companies.get(fact.company):
            _write(company, fact)


def _write(company: Company, fact: StateFact) -> None:
    since = datetime.fromtimestamp(fact.at, UTC)
    match fact:
        case DiversionSwitched():
            SwitchedDiversion.objects.for_company(company).update_or_create(
                company=company, plan=fact.plan, diversion=fact.diversion, defaults={"on": fact.on, "since": since}
            )
        case SeatTaken():
            _seat(company, fact, since)
        case DoNotDisturbSet():
            _disturb(company, fact, since)


def _seat(company: Company, fact: SeatTaken, since: datetime) -> None:
    seats = Seat.objects.for_company(company)
    seats.filter(device__key=fact.device).delete()
    seats.filter(person__key=fact.user).delete()
    device = Device.objects.for_company(company).filter(key=fact.device).first()
    person = Person.objects.for_company(company).filter(key=fact.user).first()
    if device and person:
        Seat(company=company, device=device, person=person, since=since).save()


def _disturb(company: Company, fact: DoNotDisturbSet, since: datetime) -> None:
    person = Person.objects.for_company(company).filter(key=fact.user).first()
    if person is None:
        return
    rows = DoNotDisturb.objects.for_company(company)
    if fact.on:
        rows.get_or_create(company=company, person=person, defaults={"since": since})
    else:
        rows.filter(person=person).delete()


def state_of(company: Company) -> CompanyState:
    """A company's live state as the engine told it last."""
    state = CompanyState()
    for row in SwitchedDiversion.objects.for_company(company):
        state.diversions.setdefault(row.plan, {})[row.diversion] = row.on
    seats = Seat.objects.for_company(company).values_list("device__key", "person__key")
    state.seats.update(dict(seats))
    state.undisturbed.update(DoNotDisturb.objects.for_company(company).values_list("person__key", flat=True))
    return state
