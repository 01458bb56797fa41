"""Saving one person touches one person: for the engine a line, for the switch the telephones that changed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from belplan.engine import changes
from belplan.engine.snapshot import CompanySnapshot
from belplan.exchange.models import Device, Number, Person, PhonebookEntry
from belplan.publishing.accounts import write_switch_accounts
from belplan.publishing.arranging import arranged
from belplan.publishing.snapshots import write_snapshot
from belplan.tenancy.models import Company
from tests.companies import make_company, make_device, make_number, make_person, make_plan
from tests.publishing import lent

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def company(settings: Settings) -> Company:
    """Ann with a telephone, who rings for a number while the engine is away, and Bart; all of it in force."""
    company = make_company()
    ann = make_person(company)
    make_device(company, "desk", person=ann)
    make_person(company, "bart", "202")
    make_number(company, plan=make_plan(company, fallback=ann))
    write_snapshot(company)
    write_switch_accounts()
    lent.told.clear()
    return company


def current(data: Path) -> CompanySnapshot:
    return changes.current(data / "snapshots" / "acme.json")[0]


def lines(data: Path) -> list[bytes]:
    return [line for file in (data / "snapshots").glob("*.changes") for line in file.read_bytes().splitlines()]


def names() -> set[str]:
    return {account.name for account in lent.accounts}


def ann_of(company: Company) -> Person:
    return Person.objects.for_company(company).get(key="ann")


def save(row: Person | Device, **fields: object) -> None:
    with arranged(row.company, row):
        for name, value in fields.items():
            setattr(row, name, value)
        row.store()


def test_a_saved_person_is_one_line_and_leaves_the_snapshot_alone(
    company: Company, data: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    before = (data / "snapshots" / "acme.json").read_bytes()
    ann = ann_of(company)
    with django_capture_on_commit_callbacks(execute=True):
        save(ann, name="Ann Peeters")
    assert (data / "snapshots" / "acme.json").read_bytes() == before
    assert len(lines(data)) == 1
    assert b"bart" not in lines(data)[0]
    assert {user.name for user in current(data).users} == {"Ann Peeters", "Bart"}
    assert lent.told == ["acme"]


def test_a_new_person_with_a_telephone_is_known_to_both(company: Company, data: Path) -> None:
    cas = Person(company=company, key="cas", name="Cas", extension="203")
    free = make_device(company, "hall")
    with arranged(company, cas):
        cas.store()
        Device.objects.for_company(company).filter(pk=free.pk).update(person=cas)
    assert {user.key: user.devices for user in current(data).users}["cas"] == ("hall",)
    assert {device.key: device.user for device in current(data).devices}["hall"] == "cas"
    assert names() == {"desk.acme", "hall.acme"}


def test_a_removed_telephone_is_unknown_to_both_and_rings_for_nobody(company: Company, data: Path) -> None:
    desk = Device.objects.for_company(company).get()
    assert [route.accounts for route in lent.fallbacks] == [("desk.acme",)]
    with arranged(company, desk):
        desk.delete()
    assert current(data).devices == ()
    assert {user.key: user.devices for user in current(data).users}["ann"] == ()
    assert names() == set()
    assert lent.fallbacks == []


def test_a_removed_persons_telephone_stays_with_nobody(company: Company, data: Path) -> None:
    bart = Person.objects.for_company(company).get(key="bart")
    make_device(company, "barts", person=bart)
    with arranged(company, bart):
        bart.delete()
    assert [user.key for user in current(data).users] == ["ann"]
    assert {device.key: device.user for device in current(data).devices}["barts"] == ""


def test_a_telephone_that_goes_to_another_changes_both_people(company: Company, data: Path) -> None:
    desk = Device.objects.for_company(company).get()
    save(desk, person=Person.objects.for_company(company).get(key="bart"))
    assert {user.key: user.devices for user in current(data).users} == {"ann": (), "bart": ("desk",)}
    assert lent.fallbacks == []


def test_a_contact_changes_alone(company: Company, data: Path) -> None:
    entry = PhonebookEntry(company=company, number="32475112233", name="Jan")
    with arranged(company, entry):
        entry.store()
    assert current(data).phonebook == {"32475112233": "Jan"}
    with arranged(company, entry):
        entry.delete()
    assert current(data).phonebook == {}
    assert names() == {"desk.acme"}


def test_where_nobody_is_named_all_of_the_company_is_made_anew_but_nobody_elses(company: Company, data: Path) -> None:
    other = make_device(make_company("bolt"), "theirs")
    with arranged(company):
        Device.objects.for_company(company).all().delete()
        Number.objects.for_company(company).all().delete()
        make_device(company, "new")
    assert [device.key for device in current(data).devices] == ["new"]
    assert current(data).numbers == {}
    assert names() == {"new.acme"}
    assert lent.fallbacks == []
    with arranged(other.company, other):
        pass
    assert names() == {"new.acme", "theirs.bolt"}


def test_many_changes_are_folded_into_a_new_snapshot(
    company: Company, data: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ann = ann_of(company)
    size = (data / "snapshots" / "acme.json").stat().st_size
    for number in range(40):
        with django_capture_on_commit_callbacks(execute=True):
            save(ann, name=f"Ann {number}")
    files = list((data / "snapshots").iterdir())
    assert len(files) <= 2
    assert sum(file.stat().st_size for file in files) < 3 * size
    assert {user.key: user.name for user in current(data).users}["ann"] == "Ann 39"


@contextmanager
def no_commit(then: Callable[[], object] = lambda: None) -> Iterator[None]:
    """The next transaction cannot be committed; `then` is done once it was rolled back."""
    real, first = transaction.atomic, iter([True])

    @contextmanager
    def atomic(*args: Any, **options: Any) -> Iterator[None]:
        fails = next(first, False)
        try:
            with real(*args, **options):
                yield
                if fails:
                    raise OperationalError("database or disk is full")
        finally:
            if fails:
                then()

    with patch("django.db.transaction.atomic", atomic):
        yield


def test_a_commit_that_fails_takes_the_line_back_and_tells_the_switch(company: Company, data: Path) -> None:
    desk = Device.objects.for_company(company).get()
    save(desk)
    before, accounts, there = current(data), list(lent.accounts), lines(data)
    with no_commit(), pytest.raises(ValidationError):
        save(desk, name="Hall", secret="another", person=None)
    assert (current(data), lines(data)) == (before, there)
    assert lent.accounts == accounts
    assert [route.accounts for route in lent.fallbacks] == [("desk.acme",)]


def test_a_commit_that_fails_leaves_nothing_either_where_another_wrote_behind_it(company: Company, data: Path) -> None:
    """The lock is gone at that moment already: then all is written anew, as the database has it."""
    ann, bart = ann_of(company), Person.objects.for_company(company).get(key="bart")
    with no_commit(lambda: save(bart, name="Bart Maes")), pytest.raises(ValidationError):
        save(ann, name="Nobody")
    assert {user.name for user in current(data).users} == {"Ann", "Bart Maes"}


def test_what_a_writer_left_who_died_before_the_commit_is_put_right_by_the_next(
    company: Company, data: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ann, path = ann_of(company), data / "snapshots" / "acme.json"
    save(ann)
    dead = subprocess.Popen(["/bin/true"])
    dead.wait()
    path.with_suffix(f".before-{dead.pid}-00").hardlink_to(path)
    file = next((data / "snapshots").glob("*.changes"))
    changes.append(file, changes.Change(users_gone=("bart",)))
    with django_capture_on_commit_callbacks(execute=True):
        save(ann, name="Ann Peeters")
    assert {user.name for user in current(data).users} == {"Ann Peeters", "Bart"}
    assert [left.name for left in (data / "snapshots").iterdir()] == ["acme.json"]
