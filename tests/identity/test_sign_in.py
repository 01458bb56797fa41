"""Ann signs in, somebody guesses, and nobody learns from the answer whether a name exists."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from belplan.identity import sign_in
from belplan.identity.accounts import create
from belplan.identity.models import Account, Role, SignInTries
from belplan.tenancy.models import Company
from tests.companies import make_company, make_person

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PASSWORD = "regen op dinsdag"


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """Here the real work is what is looked at."""
    sign_in._hash_of_nobody.cache_clear()
    yield
    sign_in._hash_of_nobody.cache_clear()


@pytest.fixture
def ann() -> Account:
    company = make_company("demo")
    create(company, "201.demo", Role.USER, person=make_person(company), password=PASSWORD)
    return Account.objects.get(login="201.demo")


def test_the_right_password_opens_whatever_the_case_of_the_name(ann: Account) -> None:
    assert sign_in.check("201.demo", PASSWORD) == ann
    assert sign_in.check(" 201.DEMO ", PASSWORD) == ann


def test_wrong_unknown_and_switched_off_get_the_same_answer(ann: Account) -> None:
    assert sign_in.check("201.demo", "regen op woensdag") is None
    assert sign_in.check("999.demo", PASSWORD) is None
    Account.objects.update(is_active=False)
    assert sign_in.check("201.demo", PASSWORD) is None


def test_unknown_names_cost_as_much_work_as_known_ones(ann: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    def count(password: str, encoded: str) -> bool:
        checked.append(encoded.split("$")[1])
        return False

    monkeypatch.setattr(sign_in, "check_password", count)
    sign_in.check("201.demo", "x")
    sign_in.check("999.demo", "x")
    assert checked == ["argon2id", "argon2id"]
    assert SignInTries.objects.count() == 2  # and as much writing


def test_after_ten_failures_even_the_right_password_is_refused_for_a_quarter(
    ann: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(10):
        assert sign_in.check("201.demo", "guess") is None
    assert sign_in.check("201.demo", PASSWORD) is None
    later = timezone.now() + timedelta(minutes=15, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert sign_in.check("201.demo", PASSWORD) == ann


def test_nine_failures_and_a_success_begin_anew(ann: Account) -> None:
    for _round in range(2):
        for _number in range(9):
            sign_in.check("201.demo", "guess")
        assert sign_in.check("201.demo", PASSWORD) == ann


def test_what_people_type_as_a_name_is_not_kept(ann: Account) -> None:
    sign_in.check(PASSWORD, "201.demo")  # the two fields mixed up
    assert PASSWORD not in str(SignInTries.objects.values())


def test_a_name_is_unique_in_any_case() -> None:
    company = make_company("demo")
    create(company, "Ann.Peeters", Role.USER)
    with pytest.raises(ValidationError, match="login"):
        create(company, "ann.peeters", Role.USER)


def test_a_person_of_another_company_is_refused() -> None:
    stranger = make_person(make_company("other"))
    with pytest.raises(ValidationError, match="person"):
        create(make_company("demo"), "201.demo", Role.USER, person=stranger)


@pytest.mark.parametrize("password", ["kort", "passwordpassword"[:8], "q" * 129, "1q2w3e4r5t6y7u8i9o0p"])
def test_short_long_and_common_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        create(make_company("demo"), "201.demo", Role.USER, password=password)


def test_a_session_gets_a_new_key_at_sign_in(client: Client, ann: Account) -> None:
    Company.objects.update(require_second_factor=False)
    client.session.save()
    before = client.session.session_key
    answer = client.post("/sign-in/", {"login": "201.demo", "password": PASSWORD})
    assert answer.headers["Location"] == "/"
    assert client.session.session_key != before
    client.post("/sign-out/")
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"


def test_unknown_names_take_as_long_as_known_ones(ann: Account) -> None:
    """Measured in turn, so that a busy machine slows both; the median forgives a hiccup."""
    spent: dict[str, list[float]] = {"201.demo": [], "999.demo": []}
    for number in range(24):
        login = ("201.demo", "999.demo")[number % 2]
        began = time.perf_counter()
        assert sign_in.check(login, "guess") is None
        spent[login].append(time.perf_counter() - began)
    known, unknown = (median(times) for times in spent.values())
    assert 0.6 < known / unknown < 1.6, (known, unknown)
