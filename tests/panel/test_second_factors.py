"""Setting up a second factor at the first sign-in, and changing them later under Bewerk 2FA."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from django.utils import timezone
from pytest_django import Settings

from belplan.identity import app_links, own_factors
from belplan.identity.factors.base import Where
from belplan.identity.models import Attempt, Challenge, Factor, Purpose
from belplan.tenancy.models import Company
from tests.companies import make_company
from tests.identity import post
from tests.panel.second import MOBILE, PASSWORD, Visitor, keep, make_account, wrong

pytestmark = [pytest.mark.database, pytest.mark.django_db]

SET_UP, CODE, EDIT, CHANGE_CODE = "/sign-in/set-up/", "/sign-in/code/", "/my/2fa/", "/my/2fa/code/"
SUBSCRIPTION = {"endpoint": "https://push.example/1", "p256dh": "B" + "A" * 86, "auth": "A" * 22, "name": "Gsm van Ann"}


@pytest.fixture(autouse=True)
def delivered(settings: Settings) -> None:
    settings.BELPLAN_CODE_DELIVERERS = dict.fromkeys(("phone", "app"), "tests.identity.post.remember")
    post.broken.clear()
    post.handed.clear()


@pytest.fixture
def acme(db: None) -> Company:
    return make_company("acme")


@pytest.fixture
def new(acme: Company) -> Visitor:
    """Somebody who never signed in, at the page that asks for a way."""
    visitor = Visitor(make_account(acme))
    assert visitor.give_password() == SET_UP
    return visitor


@pytest.fixture
def ann(acme: Company) -> Visitor:
    """Somebody with a telephone, who gave password and code under Bewerk 2FA."""
    account = make_account(acme)
    keep(account)
    visitor = Visitor(account)
    visitor.sign_in()
    Challenge.objects.update(issued=timezone.now() - timedelta(minutes=1))
    assert visitor.see(EDIT) == ""
    assert visitor.send(EDIT, password=PASSWORD) == EDIT
    assert visitor.see(EDIT) == CHANGE_CODE
    assert visitor.code(CHANGE_CODE) == EDIT
    return visitor


def secret_on(visitor: Visitor) -> pyotp.TOTP:
    [secret] = re.findall(r'<code class="secret">([A-Z2-7 ]+)</code>', visitor.text)
    return pyotp.TOTP(secret.replace(" ", ""))


def link_app(visitor: Visitor, purpose: Purpose = Purpose.SIGN_IN) -> None:
    """As the telephone does that scans the page's code."""
    attempt = Attempt.objects.filter(account=visitor.account, purpose=purpose).latest("began")
    app_links.use(app_links.make(attempt, timezone.now()), SUBSCRIPTION, Where(), timezone.now())


def test_the_first_sign_in_offers_what_can_be_first(new: Visitor) -> None:
    new.see(SET_UP)
    assert "Kies hoe je bewijst dat jij het bent" in new.text
    for way in ("App", "Telefoonoproep", "Authenticator-app", "Passkey of beveiligingssleutel"):
        assert f"<strong>{way}</strong>" in new.text
    assert "Herstelcodes" not in new.text
    assert new.see("/my/") == "/sign-in/?next=/my/"


@pytest.mark.parametrize(
    ("number", "mend"),
    [
        ("", "Typ het nummer waarop we je mogen bellen"),
        ("047511", "heeft 7 tot 15 cijfers, en dit heeft er 6"),
        ("0475112233445566", "heeft 7 tot 15 cijfers, en dit heeft er 16"),
        ("0900 12 345", "Codes worden niet voorgelezen op betaalnummers"),
        ("+1 212 555 0100", "staat geen gesprekken naar dat land toe"),
    ],
)
def test_numbers_that_cannot_be_called_are_refused_beside_the_field(new: Visitor, number: str, mend: str) -> None:
    new.send(f"{SET_UP}phone/", number=number)
    assert new.status == 422
    assert mend in new.text
    assert f'value="{number}"' in new.text or not number  # nothing typed is lost
    assert not post.handed


def test_a_telephone_is_confirmed_by_the_code_that_it_hears(new: Visitor) -> None:
    assert new.send(f"{SET_UP}phone/", number="0475 11 22 33") == CODE
    new.see(CODE)
    assert "Bevestig met een code" in new.text
    new.send(CODE, code=wrong())
    assert "Nog 4 pogingen." in new.text
    assert new.code() == "/"
    new.see("/my/")
    assert "Voeg bij Bewerk 2FA nog een methode toe" in new.text
    factor = new.account.factors.get()
    assert (factor.usable, factor.primary, factor.data) == (True, True, {"number": MOBILE})


def test_the_mobile_in_somebodys_details_stands_there_already(acme: Company) -> None:
    visitor = Visitor(make_account(acme, mobile=MOBILE))
    visitor.give_password()
    visitor.see(f"{SET_UP}phone/")
    assert 'value="0475 11 22 33"' in visitor.text


def test_another_way_may_be_chosen_while_the_first_is_not_confirmed(new: Visitor) -> None:
    new.send(f"{SET_UP}phone/", number="0475 11 22 33")
    new.see(SET_UP)
    assert new.send(f"{SET_UP}authenticator/") == CODE
    new.see(CODE)
    assert new.send(CODE, code=secret_on(new).now()) == "/"
    assert [f.kind for f in own_factors.usable(new.account)] == ["authenticator"]


def test_an_authenticator_shows_its_secret_until_a_code_was_right(new: Visitor) -> None:
    new.send(f"{SET_UP}authenticator/")
    new.see(CODE)
    app = secret_on(new)
    assert "<svg" in new.text
    assert 'class="qr"' in new.text
    right = app.now()
    new.send(CODE, code=f"{(int(right) + 1) % 10**6:06}")
    assert "Die code klopt niet" in new.text
    assert secret_on(new).secret == app.secret
    assert new.send(CODE, code=right) == "/"


def test_the_app_demands_a_second_way_beside_it(new: Visitor) -> None:
    new.see(f"{SET_UP}app/")
    assert "Scan dit met je mobiel" in new.text
    new.browser.post(f"{SET_UP}app/", headers={"HX-Request": "true"})
    link_app(new)
    answer = new.browser.post(f"{SET_UP}app/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == CODE
    assert new.code() == SET_UP
    new.see(SET_UP)
    assert "Kies een tweede methode naast de app" in new.text
    assert "Passkey" not in new.text
    assert new.see("/my/") == "/sign-in/?next=/my/"
    Challenge.objects.update(issued=timezone.now() - timedelta(minutes=1))
    assert new.send(f"{SET_UP}phone/", number="0475 11 22 33") == CODE
    assert new.code() == "/"
    assert {f.kind: f.primary for f in own_factors.usable(new.account)} == {"app": True, "phone": False}


def test_a_mobile_in_the_details_becomes_the_apps_back_up_by_itself(acme: Company) -> None:
    visitor = Visitor(make_account(acme, mobile=MOBILE))
    visitor.give_password()
    visitor.see(f"{SET_UP}app/")
    link_app(visitor)
    assert visitor.send(f"{SET_UP}app/") == CODE  # without JavaScript: the button
    assert visitor.code() == "/"


def test_an_app_that_no_telephone_opened_is_shown_anew(new: Visitor) -> None:
    new.see(f"{SET_UP}app/")
    new.send(f"{SET_UP}app/")
    assert "Je gsm heeft de koppeling nog niet geopend." in new.text
    assert "Scan dit met je mobiel" in new.text


def test_nobody_sets_up_a_way_who_has_one_and_did_not_prove_it(acme: Company) -> None:
    account = make_account(acme)
    keep(account)
    visitor = Visitor(account)
    visitor.give_password()
    assert visitor.see(SET_UP) == CODE
    assert visitor.send(f"{SET_UP}authenticator/") == CODE
    assert account.factors.count() == 1


def test_changing_asks_the_password_and_then_a_code(acme: Company) -> None:
    account = make_account(acme)
    keep(account)
    visitor = Visitor(account)
    visitor.sign_in()
    visitor.send(EDIT, password="not mine at all")
    assert visitor.status == 422
    assert "Dat wachtwoord klopt niet." in visitor.text
    visitor.send(EDIT, password=PASSWORD)
    factor = account.factors.get()
    for address in (f"{EDIT}add/authenticator/", f"{EDIT}{factor.pk}/remove/", f"{EDIT}{factor.pk}/first/"):
        assert visitor.send(address) == CHANGE_CODE, address
    assert list(account.factors.all()) == [factor]


def test_the_list_shows_each_way_and_advises_a_second(ann: Visitor) -> None:
    ann.see(EDIT)
    assert "Telefoonoproep, •••• 22 33" in ann.text
    assert "eerste keuze" in ann.text
    assert "Zorg dat je meer dan één methode hebt" in ann.text


def test_a_way_is_added_made_the_first_choice_and_the_old_one_removed(ann: Visitor) -> None:
    ann.send(f"{EDIT}add/authenticator/")
    ann.see(CHANGE_CODE)
    assert ann.send(CHANGE_CODE, code=secret_on(ann).now()) == EDIT
    added = ann.account.factors.get(kind="authenticator")
    assert ann.send(f"{EDIT}{added.pk}/first/") == EDIT
    assert ann.send(f"{EDIT}{ann.account.factors.get(kind='phone').pk}/remove/") == EDIT
    ann.see(EDIT)
    assert "Verwijderd." in ann.text
    assert "Telefoonoproep" not in ann.text
    assert [(f.kind, f.primary) for f in ann.account.factors.all()] == [("authenticator", True)]


def test_the_last_one_cannot_go_while_the_company_requires_one(ann: Visitor) -> None:
    ann.send(f"{EDIT}{ann.account.factors.get().pk}/remove/")
    ann.see(EDIT)
    assert "voeg er een andere toe voor je de laatste verwijdert" in ann.text
    Company.objects.update(require_second_factor=False)
    ann.send(f"{EDIT}{ann.account.factors.get().pk}/remove/")
    assert not ann.account.factors.exists()


def test_recovery_codes_are_shown_once(ann: Visitor) -> None:
    ann.send(f"{EDIT}add/recovery/")
    codes = re.findall(r"<li><code>([a-z2-7-]+)</code></li>", ann.text)
    assert len(codes) == 10
    ann.see(EDIT)
    assert "nog 10 codes" in ann.text
    assert codes[0] not in ann.text
    visitor = Visitor(ann.account)
    Challenge.objects.update(issued=timezone.now() - timedelta(minutes=1))
    visitor.give_password()
    visitor.send(CODE, factor=Factor.objects.get(kind="recovery").pk)
    assert visitor.send(CODE, code=codes[3].upper()) == "/"


def test_a_number_of_this_exchange_comes_with_a_warning(ann: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("belplan.identity.own_numbers.is_ours", lambda number: True)
    ann.send(f"{EDIT}add/phone/", number="02 580 50 00")
    assert ann.status == 422
    assert "niet rechtstreeks rinkelen" in ann.text
    monkeypatch.setattr("belplan.identity.own_numbers.rings_own_device", lambda number, account: True)
    Challenge.objects.update(issued=timezone.now() - timedelta(minutes=1))
    assert ann.send(f"{EDIT}add/phone/", number="02 580 50 00") == CHANGE_CODE
    ann.see(CHANGE_CODE)
    assert "Dit is een nummer van deze centrale zelf." in ann.text


def test_a_kind_that_there_is_not(ann: Visitor) -> None:
    ann.see(f"{EDIT}add/telepathy/")
    assert ann.status == 404


def test_the_attempt_to_change_ends_with_its_quarter_of_an_hour(ann: Visitor) -> None:
    Attempt.objects.update(ends=timezone.now())
    ann.see(EDIT)
    assert "Eerst je wachtwoord" in ann.text
