"""Signing in with a code: what the pages say, what they let happen, and where they lead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from belplan.identity import challenges
from belplan.identity.models import Account, Challenge, Role
from belplan.tenancy.models import Company
from tests.companies import make_company
from tests.identity import post
from tests.panel.second import PASSWORD, Visitor, keep, make_account, wrong

pytestmark = [pytest.mark.database, pytest.mark.django_db]

CODE = "/sign-in/code/"


@pytest.fixture(autouse=True)
def delivered(settings: Settings) -> None:
    settings.BELPLAN_CODE_DELIVERERS = dict.fromkeys(("phone", "app"), "tests.identity.post.remember")
    post.broken.clear()
    post.handed.clear()


@pytest.fixture
def acme(db: None) -> Company:
    return make_company("acme")


@pytest.fixture
def ann(acme: Company) -> Visitor:
    account = make_account(acme)
    keep(account)
    return Visitor(account)


def half_a_minute_later(visitor: Visitor) -> None:
    """As if what was asked for were asked for earlier."""
    earlier = timezone.now() - timedelta(seconds=31)
    Challenge.objects.filter(pk=visitor.challenge.pk).update(issued=earlier)


def test_the_password_alone_opens_nothing(ann: Visitor) -> None:
    assert ann.give_password() == CODE
    assert ann.see("/my/") == "/sign-in/?next=/my/"


def test_the_page_says_where_the_code_goes_and_never_the_whole_number(ann: Visitor) -> None:
    ann.give_password()
    ann.see(CODE)
    assert "We bellen je op •••• 22 33." in ann.text
    assert "47511" not in ann.text
    assert 'autocomplete="one-time-code"' in ann.text
    assert 'inputmode="numeric"' in ann.text
    assert "digits-4" in ann.text
    assert 'data-wait="30.0"' in ann.text or 'data-wait="29.' in ann.text


def test_six_digits_where_the_company_chose_so(ann: Visitor) -> None:
    Company.objects.update(code_length=6)
    ann.give_password()
    ann.see(CODE)
    assert "digits-6" in ann.text


def test_the_page_learns_that_the_code_was_read_out(ann: Visitor) -> None:
    ann.give_password()
    ann.see(f"{CODE}state/?seen=coming")
    assert ann.status == 204
    challenges.delivered(ann.challenge.pk, timezone.now())
    ann.see(f"{CODE}state/?seen=coming")
    assert "We lazen de code voor op •••• 22 33." in ann.text
    assert 'data-total="30"' in ann.text


def test_and_that_nobody_answered_with_the_other_ways_beside_it(ann: Visitor) -> None:
    keep(ann.account, "authenticator", primary=False)
    ann.give_password()
    challenges.not_delivered(ann.challenge.pk, "Er nam niemand op.")
    ann.see(f"{CODE}state/?seen=coming")
    assert "Er nam niemand op." in ann.text
    ann.see(CODE)
    assert "Er nam niemand op." in ann.text
    assert "Authenticator-app" in ann.text
    assert 'name="code"' not in ann.text


def test_a_trunk_that_is_down_is_said_and_other_ways_are_offered(ann: Visitor) -> None:
    keep(ann.account, "authenticator", primary=False)
    post.broken.append("Bellen lukt nu niet. Kies een andere methode.")
    assert ann.give_password() == CODE
    ann.see(CODE)
    assert "Bellen lukt nu niet." in ann.text
    assert '<details class="others" open>' in ann.text


@pytest.mark.parametrize(("role", "home"), [(Role.USER, "/my/"), (Role.ADMINISTRATOR, "/")])
def test_everybody_lands_on_their_panel(acme: Company, role: Role, home: str) -> None:
    account = make_account(acme, role=role)
    keep(account)
    visitor = Visitor(account)
    visitor.give_password()
    location = visitor.code()
    assert location == "/"
    assert visitor.see("/") == ("" if home == "/" else home)


def test_or_on_the_page_that_they_asked_for_but_no_other_site(ann: Visitor) -> None:
    ann.give_password(wanted="/my/reports/")
    assert ann.code() == "/my/reports/"
    ann.browser = Client()
    half_a_minute_later(ann)
    ann.give_password(wanted="https://elsewhere.example/")
    assert ann.code() == "/"


def test_a_wrong_code_leaves_four_tries_and_after_five_a_new_one_is_asked_for(ann: Visitor) -> None:
    ann.give_password()
    for left in ("4 pogingen", "3 pogingen", "2 pogingen", "1 poging"):
        ann.send(CODE, code=wrong())
        assert ann.status == 422
        assert f"Die code klopt niet. Nog {left}." in ann.text
        assert 'name="code"' in ann.text
    ann.send(CODE, code=wrong())
    assert "Dat was de vijfde foute code. Vraag een nieuwe code." in ann.text
    assert 'name="code"' not in ann.text
    assert "Code opnieuw verzenden" in ann.text
    ann.code()
    assert ann.status == 422  # the right one comes too late
    half_a_minute_later(ann)
    assert ann.send(CODE, factor=ann.account.factors.get().pk) == CODE
    assert ann.code() == "/"


def test_what_cannot_be_a_code_costs_no_try(ann: Visitor) -> None:
    ann.give_password()
    ann.send(CODE, code="12")
    assert "Typ de 4 cijfers van de code." in ann.text
    ann.send(CODE, code=wrong())
    assert "Nog 4 pogingen." in ann.text


def test_a_new_code_too_soon_is_refused_and_the_first_stays_good(ann: Visitor) -> None:
    ann.give_password()
    assert ann.send(CODE, factor=ann.account.factors.get().pk) == CODE
    ann.see(CODE)
    assert "Er is een code onderweg" in ann.text
    assert len(post.handed) == 1
    ann.see(CODE)
    assert "Er is een code onderweg" not in ann.text  # said once
    assert ann.code() == "/"


def test_another_way_is_chosen_and_a_strangers_is_not(ann: Visitor, acme: Company) -> None:
    second = keep(ann.account, "recovery", primary=False)
    stranger = keep(make_account(acme, "202.acme", extension="202"), data={"number": "32475998877"})
    ann.give_password()
    ann.send(CODE, factor=stranger.pk)
    ann.see(CODE)
    assert "We bellen je op •••• 22 33." in ann.text
    ann.send(CODE, factor=second.pk)
    ann.see(CODE)
    assert "Typ een van je herstelcodes" in ann.text


def test_a_code_that_was_not_typed_in_time(ann: Visitor) -> None:
    ann.give_password()
    challenges.delivered(ann.challenge.pk, timezone.now() - timedelta(seconds=40))
    ann.send(CODE, code=post.handed[-1].code)
    assert "Deze code geldt niet meer. Vraag een nieuwe code." in ann.text


def test_an_attempt_ends_after_a_quarter_of_an_hour(ann: Visitor) -> None:
    ann.give_password()
    ann.account.attempts.update(ends=timezone.now())
    assert ann.see(CODE) == "/sign-in/"
    ann.see("/sign-in/")
    assert "Dat duurde te lang." in ann.text


def test_one_browsers_attempt_is_no_others(ann: Visitor) -> None:
    ann.give_password()
    ann.browser = Client()
    assert ann.code() == "/sign-in/"


def test_somebody_whose_ways_were_all_switched_off_is_told_whom_to_ask(ann: Visitor) -> None:
    ann.account.factors.update(switched_off=timezone.now(), primary=False)
    assert ann.give_password() == CODE
    ann.see(CODE)
    assert "Geen van je methodes werkt nog." in ann.text
    assert ann.see("/sign-in/set-up/") == CODE


def test_where_nothing_is_required_the_password_is_enough(acme: Company) -> None:
    Company.objects.update(require_second_factor=False)
    visitor = Visitor(make_account(acme))
    assert visitor.give_password() == "/"


def test_a_suspended_company_cannot_sign_in(ann: Visitor) -> None:
    ann.sign_in()
    Company.objects.update(suspended=timezone.now())
    assert ann.see("/my/") == "/sign-in/?next=/my/"
    ann.give_password()
    assert ann.status == 422


def test_a_password_that_must_change_comes_first(ann: Visitor) -> None:
    Account.objects.update(must_change_password=True)
    ann.give_password(wanted="/my/reports/")
    assert ann.code() == "/password/"
    assert ann.see("/my/") == "/password/"
    ann.send("/password/", new=PASSWORD)
    assert "Dat is het wachtwoord dat je al hebt: kies een ander." in ann.text
    ann.send("/password/", new="te kort")
    assert "Gebruik minstens 12 tekens." in ann.text
    assert ann.send("/password/", new="zon op woensdag") == "/my/reports/"
    ann.see("/my/reports/")
    assert ann.status == 200


def test_by_own_will_the_present_password_is_asked(ann: Visitor) -> None:
    ann.sign_in()
    ann.send("/password/", new="zon op woensdag", current="verkeerd wachtwoord")
    assert "Dat wachtwoord klopt niet." in ann.text
    assert ann.send("/password/", new="zon op woensdag", current=PASSWORD) == "/my/profile/"
    ann.see("/my/profile/")
    assert ann.status == 200  # still signed in, here
