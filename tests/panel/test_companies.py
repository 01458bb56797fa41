"""Companies as the operator makes, suspends and helps them; users whose factors are reset; settings and profile."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from belplan.identity.models import Account, OpenSession, Role
from belplan.tenancy.models import AuditEntry, Company
from tests.companies import make_company, make_number
from tests.identity import post
from tests.panel.second import Visitor, keep, make_account

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NEW = {
    "name": "Slagerij Jan",
    "key": "slagerij_jan",
    "numbers": "02 580 51 00\n02 580 51 01",
    "language": "nl",
    "administrator": "Jan Mertens",
    "extension": "200",
    "email": "jan@slagerij.example",
}


@pytest.fixture(autouse=True)
def delivered(settings: Settings) -> None:
    settings.BELPLAN_CODE_DELIVERERS = {"phone": "tests.identity.post.remember"}
    post.broken.clear()
    post.handed.clear()


@pytest.fixture
def operator(db: None) -> Visitor:
    return signed_in(make_company("platform", require_second_factor=False), "op.platform", Role.OPERATOR)


@pytest.fixture
def boss(db: None) -> Visitor:
    return signed_in(make_company("acme", require_second_factor=False), "baas.acme", Role.ADMINISTRATOR)


def signed_in(company: Company, login: str, role: Role, extension: str = "201") -> Visitor:
    visitor = Visitor(make_account(company, login, role, extension=extension))
    visitor.give_password()
    return visitor


def test_the_operator_makes_a_company_and_its_administrator_signs_in(operator: Visitor) -> None:
    operator.send("/companies/add/", **NEW)
    assert "Slagerij Jan staat klaar" in operator.text
    login, password = re.findall(r"<dd><code>([^<]+)</code></dd>", operator.text)
    assert login == "200.slagerij_jan"
    jan = Visitor(Account.objects.get(login=login))
    assert jan.give_password(password) == "/sign-in/set-up/"
    jan.send("/sign-in/set-up/phone/", number="0475 11 22 33")
    assert jan.code() == "/password/"
    assert jan.send("/password/", new="worst met appelmoes") == "/"
    jan.see("/")
    assert "02 580 51 01" in jan.text
    operator.see("/companies/slagerij_jan/")
    assert password not in operator.text


def test_an_administrator_without_a_telephone(operator: Visitor) -> None:
    operator.send("/companies/add/", **{**NEW, "extension": ""})
    assert "admin.slagerij_jan" in operator.text


@pytest.mark.parametrize(
    ("wrong", "mend"),
    [
        ({"key": "platform"}, "De loginafkorting platform is al in gebruik"),
        ({"key": "Slagerij Jan"}, "Begin met een kleine letter"),
        ({"numbers": "12"}, "12: "),
        ({"numbers": "02 580 50 00"}, "al in gebruik"),
        ({"email": "jan"}, "Dat is geen e-mailadres"),
        ({"email": ""}, "Typ een e-mailadres"),
        ({"name": ""}, "Typ de naam van het bedrijf."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(operator: Visitor, wrong: dict[str, str], mend: str) -> None:
    make_number(Company.objects.get(key="platform"))
    operator.send("/companies/add/", **{**NEW, **wrong})
    assert operator.status == 422
    assert mend in operator.text
    assert "Jan Mertens" in operator.text  # nothing typed is lost
    assert not Company.objects.filter(name="Slagerij Jan").exists()


def test_a_resellers_company_is_served_by_the_reseller(db: None) -> None:
    home = make_company("partner", require_second_factor=False)
    reseller = signed_in(home, "it.partner", Role.RESELLER)
    reseller.send("/companies/add/", **NEW, is_reseller="on")
    made = Company.objects.get(key="slagerij_jan")
    assert made.reseller == home
    assert Account.objects.get(company=made).role == Role.ADMINISTRATOR  # only the operator makes resellers


def test_a_suspended_company_is_signed_out_and_comes_back(operator: Visitor, boss: Visitor) -> None:
    operator.send("/companies/acme/suspend/")
    operator.see("/companies/acme/")
    assert "Opgeschort sinds" in operator.text
    assert boss.see("/") == "/sign-in/?next=/"
    operator.send("/companies/acme/resume/")
    assert boss.give_password() == "/"


def test_nobody_suspends_their_own(operator: Visitor) -> None:
    operator.send("/companies/platform/suspend/")
    operator.see("/companies/platform/")
    assert "je zou jezelf buitensluiten" in operator.text


def test_companies_are_found_by_a_part_of_their_name(operator: Visitor, boss: Visitor) -> None:
    operator.see("/companies/?q=acm")
    assert "1 bedrijf" in operator.text
    operator.see("/companies/?q=zzz")
    assert "Geen bedrijf gevonden" in operator.text


def test_help_without_consent_is_refused_in_words(operator: Visitor, boss: Visitor) -> None:
    operator.send("/companies/acme/help/")
    operator.see("/companies/acme/")
    assert "staat nu geen hulp toe" in operator.text


def test_an_administrator_resets_a_user_and_the_operator_an_administrator(operator: Visitor, boss: Visitor) -> None:
    user = make_account(boss.account.company, "202.acme", extension="202")
    keep(user)
    keep(boss.account, data={"number": "32475998877"})
    boss.see("/users/")
    assert "Telefoonoproep" in boss.text
    assert f"/users/{user.pk}/reset/" in boss.text
    assert f"/users/{boss.account.pk}/reset/" not in boss.text
    assert boss.send(f"/users/{user.pk}/reset/") == "/users/"
    user.refresh_from_db()
    assert user.must_change_password
    assert not user.factors.exists()
    assert operator.send(f"/users/{boss.account.pk}/reset/") == "/companies/acme/"
    assert not boss.account.factors.exists()
    assert AuditEntry.objects.for_company(user.company).filter(what__contains="reset", who="op.platform").exists()


def test_users_are_found_and_their_state_is_told(boss: Visitor) -> None:
    locked = make_account(boss.account.company, "202.acme", extension="202")
    Account.objects.filter(pk=locked.pk).update(codes_locked_until=timezone.now() + timedelta(hours=1))
    boss.see("/users/?q=P20")
    assert "1 gebruiker" in boss.text
    assert "geblokkeerd na te veel foute codes" in boss.text


def test_settings_are_saved_and_logged(boss: Visitor) -> None:
    typed = {"require_second_factor": "on", "code_length": "6", "press_key_before_code": "on"}
    assert boss.send("/settings/", **typed) == "/settings/"
    company = Company.objects.get(key="acme")
    assert (company.require_second_factor, company.code_length) == (True, 6)
    assert (company.push_shows_code, company.press_key_before_code) == (False, True)
    entry = AuditEntry.objects.for_company(company).get(what="sign-in settings")
    assert entry.after["code_length"] == 6
    boss.send("/settings/", code_length="5")
    assert boss.status == 422


def test_consent_lasts_as_long_as_was_chosen(boss: Visitor) -> None:
    boss.send("/settings/help/", span="100")
    boss.see("/settings/")
    assert "Kies voor hoe lang." in boss.text
    boss.send("/settings/help/", span="24")
    boss.see("/my/")
    assert "Je IT-partner mag dit paneel openen" in boss.text


def test_the_profile_shows_sessions_and_ends_others(boss: Visitor) -> None:
    other = Visitor(boss.account)
    other.give_password()
    boss.see("/my/profile/")
    assert "deze browser" in boss.text
    assert "Daar afmelden" in boss.text
    row = OpenSession.objects.exclude(key=boss.browser.session.session_key).get()
    assert boss.send(f"/my/profile/sessions/{row.pk}/") == "/my/profile/"
    assert other.see("/my/") == "/sign-in/?next=/my/"
    boss.send(f"/my/profile/sessions/{row.pk}/")
    assert boss.status == 404
    other.give_password()
    boss.send("/my/profile/sessions/others/")
    assert other.see("/my/") == "/sign-in/?next=/my/"
    assert boss.see("/my/") == ""


def test_the_language_of_the_profile_is_that_of_the_voice_too(boss: Visitor) -> None:
    boss.send("/my/profile/language/", language="fr")
    boss.see("/my/profile/")
    assert "Mon profil" in boss.text
    boss.account.refresh_from_db()
    assert boss.account.spoken_language == "fr"
    boss.send("/my/profile/language/", language="tlh")
    boss.see("/my/profile/")
    assert "Mon profil" in boss.text


def test_edit_2fa_stands_in_an_administrators_menu_and_at_the_bottom_of_everybodys_profile(boss: Visitor) -> None:
    boss.see("/")
    assert boss.text.count("Bewerk 2FA") == 1
    user = signed_in(boss.account.company, "202.acme", Role.USER, "202")
    user.see("/my/")
    assert "Bewerk 2FA" not in user.text
    user.see("/my/profile/")
    assert user.text.rstrip().count("Bewerk 2FA") == 1
