"""What the engine states of live state comes into the tables once, in order, and is read back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from belplan.callevents import CallEvent, DiversionSwitched, DoNotDisturbSet, SeatTaken
from belplan.engine.journal import Journal
from belplan.engine.state import CompanyState
from belplan.exchange.live_state import follow, state_of
from belplan.exchange.models import Person
from belplan.records.models import CallRecord
from belplan.records.writer import take_in
from belplan.tenancy.models import Company
from tests.companies import make_company, make_device, make_person

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def company() -> Company:
    company = make_company("demo")
    make_person(company, "ann", "201")
    make_person(company, "bart", "202")
    make_device(company, "desk")
    make_device(company, "lobby")
    return company


def divert(name: str, *, on: bool) -> CallEvent:
    return DiversionSwitched(at=5.0, company="demo", node="node1", plan="main", diversion=name, on=on)


def seat(device: str, user: str) -> CallEvent:
    return SeatTaken(at=5.0, company="demo", node="node1", device=device, user=user)


def disturb(user: str, *, on: bool) -> CallEvent:
    return DoNotDisturbSet(at=5.0, company="demo", node="node1", user=user, on=on)


def test_the_worker_writes_what_the_engine_stated(company: Company, tmp_path: Path) -> None:
    journal = Journal(tmp_path, "node1")
    for fact in (divert("Lunch", on=True), divert("Meeting", on=True), divert("Lunch", on=False), seat("desk", "ann")):
        journal.append(fact)
    journal.append(disturb("bart", on=True))
    journal.close()
    assert take_in(tmp_path, "node1", [follow]) == 5
    state = CompanyState({"main": {"Lunch": False, "Meeting": True}}, {"desk": "ann"}, {"bart"})
    assert state_of(company) == state
    assert take_in(tmp_path, "node1", [follow]) == 0
    assert not CallRecord.objects.for_company(company).exists(), "facts about no call make no record"


def test_somebody_moves_and_a_telephone_changes_hands(company: Company) -> None:
    follow([seat("desk", "ann"), seat("lobby", "ann")])
    assert state_of(company).seats == {"lobby": "ann"}
    follow([seat("lobby", "bart")])
    assert state_of(company).seats == {"lobby": "bart"}
    follow([seat("lobby", "")])
    assert state_of(company).seats == {}


def test_the_same_facts_twice_change_nothing(company: Company) -> None:
    facts = [divert("Lunch", on=True), seat("desk", "ann"), disturb("ann", on=True)]
    follow(facts)
    before = state_of(company)
    follow(facts)
    assert state_of(company) == before
    follow([disturb("ann", on=False)])
    assert state_of(company).undisturbed == set()


def test_what_was_removed_meanwhile_holds_up_nobody(company: Company) -> None:
    Person.objects.for_company(company).filter(key="ann").delete()
    follow([seat("desk", "ann"), disturb("ann", on=True), seat("gone", "bart"), disturb("bart", on=True)])
    assert state_of(company) == CompanyState(undisturbed={"bart"})


def test_companies_keep_apart(company: Company) -> None:
    other = make_company("other")
    follow([divert("Lunch", on=True)])
    assert state_of(other) == CompanyState()
