"""Colleagues added, found, changed, removed and brought back by an administrator."""

from __future__ import annotations

import re
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from belplan.engine import changes
from belplan.exchange.models import Device, Person
from belplan.identity.models import Account
from belplan.switch.accounts import AccountsNotWritten
from belplan.tenancy.models import AuditEntry, Company
from tests.companies import make_device, make_number, make_person
from tests.publishing import lent

pytestmark = [pytest.mark.database, pytest.mark.django_db]

FRED = {
    "name": "Fred Maes",
    "email": "fred@demo.example",
    "mobile": "0475 11 22 44",
    "extension": "250",
    "language": "nl",
    "role": "user",
    "password_choice": "make",
    "must_change": "on",
}


def fred(company: Company) -> Person:
    return Person.objects.for_company(company).get(extension="250")


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_colleague_is_added_with_a_telephone_and_signs_in(administrator: Client, demo: Company) -> None:
    free = make_device(demo, "reserve")
    answer = administrator.post("/people/add/", {**FRED, "device": free.pk})
    login, password = re.findall(r"<dd><code>([^<]+)</code></dd>", answer.content.decode())
    assert login == "250.demo"
    person = fred(demo)
    assert (person.mobile, person.key) == ("32475112244", "fred-maes")
    account = Account.objects.get(login=login)
    assert account.check_password(password)
    assert account.must_change_password
    assert Device.objects.for_company(demo).get(key="reserve").person == person
    assert "32475112244" not in text(administrator, "/people/")
    assert AuditEntry.objects.for_company(demo).filter(what="user fred-maes added").exists()


def test_engine_and_switch_know_them_at_once(administrator: Client, demo: Company, data: Path) -> None:
    administrator.post("/people/add/", {**FRED, "device": make_device(demo, "reserve").pk})
    users = changes.current(data / "snapshots" / "demo.json")[0].users
    assert next(user.devices for user in users if user.extension == "250") == ("reserve",)
    assert "reserve.demo" in {account.name for account in lent.accounts}


@pytest.mark.parametrize(
    ("extension", "said"),
    [("112", "noodnummer 112"), ("201", "al het interne nummer van Ann Peeters"), ("1", "2 tot 6")],
)
def test_a_number_that_hides_another_is_refused_and_nothing_typed_is_lost(
    administrator: Client, demo: Company, extension: str, said: str
) -> None:
    answer = administrator.post("/people/add/", {**FRED, "extension": extension})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'value="Fred Maes"' in page
    assert not Person.objects.for_company(demo).filter(name="Fred Maes").exists()


def test_a_short_password_is_refused_beside_its_field(administrator: Client, demo: Company) -> None:
    answer = administrator.post("/people/add/", {**FRED, "password_choice": "type", "password": "kort"})
    assert answer.status_code == 422
    assert 'id="id_password_error"' in answer.content.decode()
    assert not Person.objects.for_company(demo).filter(extension="250").exists()


@pytest.mark.parametrize("broken", [OSError("No space left on device"), AccountsNotWritten("full")])
def test_on_a_full_disk_nothing_is_half_saved(administrator: Client, demo: Company, broken: Exception) -> None:
    where = "belplan.publishing.arranging.write_accounts_of"
    with patch(where, side_effect=broken):
        answer = administrator.post("/people/add/", FRED)
    assert answer.status_code == 422
    assert "Er is niets opgeslagen" in answer.content.decode()
    assert not Person.objects.for_company(demo).filter(extension="250").exists()
    assert not Account.objects.filter(login="250.demo").exists()


@pytest.mark.parametrize("words", ["fred", "maes fr", "250", "0475 11 22 44", "02 580 57 77", "vergaderzaal"])
def test_the_list_finds_by_name_numbers_and_telephone(administrator: Client, demo: Company, words: str) -> None:
    number = make_number(demo, "3225805777")
    fields = {"outgoing_number": number, "mobile": "32475112244"}
    person = make_person(demo, "fred", "250", **fields)
    Person.objects.for_company(demo).filter(pk=person.pk).update(name="Fred Maes")
    make_device(demo, "vergaderzaal", person=person)
    page = administrator.get("/people/", {"q": words}).content.decode()
    assert "Fred Maes" in page
    assert "Ann Peeters" not in page
    assert "1 gebruiker" in page


def test_another_number_changes_the_username(administrator: Client, demo: Company) -> None:
    administrator.post("/people/add/", FRED)
    pk = fred(demo).pk
    administrator.post(f"/people/{pk}/", {**FRED, "extension": "251", "password_choice": "keep"})
    account = Account.objects.get(person=pk)
    assert account.login == "251.demo"
    assert account.role == "user"


def test_an_administrator_asks_for_another_password_without_learning_one(administrator: Client, demo: Company) -> None:
    administrator.post(
        "/people/add/", {**FRED, "password_choice": "type", "password": "regen op dinsdag", "must_change": ""}
    )
    page = f"/people/{fred(demo).pk}/"
    administrator.post(page, {**FRED, "password_choice": "keep"})
    assert not Account.objects.get(login="250.demo").must_change_password
    administrator.post(page, {**FRED, "password_choice": "again"})
    account = Account.objects.get(login="250.demo")
    assert account.must_change_password
    assert account.check_password("regen op dinsdag")
    own = Client()
    own.force_login(account)
    assert own.get("/my/").headers["Location"].startswith("/password/")
    administrator.post(page, {**FRED, "password_choice": "keep"})
    assert Account.objects.get(login="250.demo").must_change_password


def test_a_free_telephone_is_linked_while_the_user_is_changed(administrator: Client, demo: Company) -> None:
    administrator.post("/people/add/", FRED)
    free, taken = make_device(demo, "reserve"), Device.objects.for_company(demo).get(key="ann")
    page = f"/people/{fred(demo).pk}/"
    assert "Reserve" in text(administrator, page)
    administrator.post(page, {**FRED, "password_choice": "keep", "device": free.pk})
    assert Device.objects.for_company(demo).get(pk=free.pk).person == fred(demo)
    answer = administrator.post(page, {**FRED, "password_choice": "keep", "device": taken.pk})
    assert Device.objects.for_company(demo).get(pk=taken.pk).person != fred(demo)
    assert answer.status_code in (302, 422)


def test_who_stands_in_a_plan_is_not_removed(administrator: Client, demo: Company) -> None:
    ann = Person.objects.for_company(demo).get(key="ann")
    assert administrator.post(f"/people/{ann.pk}/remove/").headers["Location"] == f"/people/{ann.pk}/"
    assert "Hoofdnummer" in text(administrator, f"/people/{ann.pk}/")
    assert Person.objects.for_company(demo).filter(key="ann").exists()


def test_a_removal_is_undone_with_all_that_was_theirs(administrator: Client, demo: Company) -> None:
    administrator.post("/people/add/", {**FRED, "device": make_device(demo, "reserve").pk})
    pk, before = fred(demo).pk, Account.objects.get(login="250.demo").password
    administrator.post(f"/people/{pk}/remove/")
    assert not Account.objects.filter(login="250.demo").exists()
    assert "Ongedaan maken" in text(administrator, "/people/")
    administrator.post("/people/undo/")
    assert Device.objects.for_company(demo).get(key="reserve").person == fred(demo)
    assert Account.objects.get(login="250.demo").password == before
    with pytest.raises(ValidationError, match="interne nummer van Fred Maes"):
        make_person(demo, "other", "250")


def test_nobody_removes_themselves_or_takes_their_own_rights(administrator: Client, demo: Company) -> None:
    administrator.post("/people/add/", {**FRED, "role": "administrator"})
    own = Client()
    account = Account.objects.get(login="250.demo")
    account.must_change_password = False
    account.save()
    own.force_login(account)
    own.post(f"/people/{account.person_id}/remove/")
    answer = own.post(f"/people/{account.person_id}/", {**FRED, "role": "user"})
    assert answer.status_code == 422
    assert Account.objects.get(login="250.demo").role == "administrator"
