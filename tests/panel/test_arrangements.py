"""What the operator and the administrator arrange around calls: trunks, numbers, limits, and the company's own data."""

from __future__ import annotations

import pytest

from belplan.engine.snapshot import CompanySnapshot, read
from belplan.exchange.models import Number, Trunk
from belplan.identity.models import Role
from belplan.publishing import snapshots
from belplan.switch.accounts import TrunkAccount
from belplan.tenancy.models import AuditEntry, Company
from tests.companies import make_company, make_number, make_person, make_plan
from tests.panel.second import Visitor
from tests.panel.test_companies import signed_in
from tests.publishing import lent

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

BY_ADDRESS = {"name": "Telecarrier", "host": "sip.tele.example", "port": "5060", "way": "address"}
BY_ADDRESS |= {"addresses": "192.0.2.1\n198.51.100.0/24", "username": "", "secret": ""}
SECRET = "koffie zonder suiker"
BY_REGISTRATION = {**BY_ADDRESS, "way": "register", "addresses": "", "username": "acme", "secret": SECRET}


@pytest.fixture
def operator() -> Visitor:
    lent.accounts.clear()
    return signed_in(make_company("platform", require_second_factor=False), "op.platform", Role.OPERATOR)


@pytest.fixture
def acme() -> Company:
    return make_company("acme", require_second_factor=False)


@pytest.fixture
def boss(acme: Company) -> Visitor:
    return signed_in(acme, "baas.acme", Role.ADMINISTRATOR)


def told(company: Company) -> CompanySnapshot:
    """What the engine knows."""
    return read(snapshots.path_of(company))


def trunk_of(company: Company) -> TrunkAccount:
    (known,) = (account for account in lent.accounts if isinstance(account, TrunkAccount))
    assert known.name == f"trunk.telecarrier.{company.key}"
    return known


def test_a_trunk_by_address_is_on_the_air_at_once(operator: Visitor, acme: Company) -> None:
    assert operator.send("/companies/acme/trunks/add/", **BY_ADDRESS) == "/companies/acme/trunks/telecarrier/"
    assert trunk_of(acme).addresses == ("192.0.2.1", "198.51.100.0/24")
    assert [trunk.key for trunk in told(acme).trunks] == ["telecarrier"]
    operator.see("/companies/acme/")
    assert "sip.tele.example:5060" in operator.text
    operator.send("/companies/acme/trunks/telecarrier/remove/")
    assert told(acme).trunks == ()
    assert not Trunk.objects.for_company(acme).exists()


def test_a_password_at_the_carrier_is_written_and_never_shown(operator: Visitor, acme: Company) -> None:
    operator.send("/companies/acme/trunks/add/", **BY_REGISTRATION)
    assert (trunk_of(acme).register, trunk_of(acme).secret) == (True, SECRET)
    operator.see("/companies/acme/trunks/telecarrier/")
    assert SECRET not in operator.text
    operator.send("/companies/acme/trunks/telecarrier/", **{**BY_REGISTRATION, "secret": "", "port": "5070"})
    assert (trunk_of(acme).port, trunk_of(acme).secret) == (5070, SECRET)
    assert SECRET not in str(list(AuditEntry.objects.for_company(acme).values()))


@pytest.mark.parametrize(
    ("wrong", "mend"),
    [
        ({"addresses": "10.0.0.0/8"}, "10.0.0.0/8 is te ruim"),
        ({"addresses": "2001:db8::/32"}, "2001:db8::/32 is te ruim"),
        ({"addresses": "192.0.2.1/24"}, "is geen adres"),
        ({"addresses": ""}, "Geef de adressen"),
        ({"way": "register"}, "Vul de gebruikersnaam en het wachtwoord in"),
        ({"host": "sip tele"}, "Geef een hostnaam"),
        ({"name": ""}, "Typ een naam"),
    ],
)
def test_what_a_trunk_cannot_be_is_said(operator: Visitor, acme: Company, wrong: dict[str, str], mend: str) -> None:
    operator.send("/companies/acme/trunks/add/", **{**BY_ADDRESS, **wrong})
    assert operator.status == 422
    assert mend in operator.text
    assert not Trunk.objects.for_company(acme).exists()


def test_an_address_is_one_companys_alone(operator: Visitor, acme: Company) -> None:
    """Else the calls of one would come to the other."""
    make_company("bolt")
    operator.send("/companies/acme/trunks/add/", **BY_ADDRESS)
    operator.send("/companies/bolt/trunks/add/", **{**BY_ADDRESS, "addresses": "198.51.100.7"})
    assert "198.51.100.7 is een adres van de trunk Telecarrier van Acme bv" in operator.text
    assert Trunk.everywhere.count() == 1


def test_a_reseller_gets_no_trunks(acme: Company) -> None:
    home = make_company("partner", require_second_factor=False)
    Company.objects.filter(pk=acme.pk).update(reseller=home)
    reseller = signed_in(home, "it.partner", Role.RESELLER)
    reseller.see("/companies/acme/")
    assert "/companies/acme/trunks/" not in reseller.text
    reseller.send("/companies/acme/trunks/add/", **BY_ADDRESS)
    assert reseller.status == 403


def test_numbers_are_given_as_they_were_pasted_and_shown_back(operator: Visitor, acme: Company) -> None:
    make_number(make_company("bolt"), "3225805099")
    operator.send("/companies/acme/numbers/", numbers="+32 (0)2 580 51 00\n0032 2 5805101; 02/580.51.02")
    assert set(told(acme).numbers) == {"3225805100", "3225805101", "3225805102"}
    operator.see("/companies/acme/numbers/?q=02 580 51 02")
    assert "1 nummer<" in operator.text
    operator.send("/companies/acme/numbers/", numbers="02 580 51 03\n12\n02 580 50 99")
    assert operator.status == 422
    assert "12: 12 is geen telefoonnummer" in operator.text
    assert "02 580 50 99: Dit nummer is al in gebruik" in operator.text
    assert Number.objects.for_company(acme).count() == 3  # all or none
    operator.send("/companies/acme/numbers/3225805101/remove/")
    assert set(told(acme).numbers) == {"3225805100", "3225805102"}


def test_an_administrator_leads_a_number_to_a_plan(boss: Visitor, acme: Company) -> None:
    number, plan = make_number(acme), make_plan(acme)
    make_person(acme, "bart", "202", outgoing_number=number)
    boss.see("/numbers/?q=%2B32 2 580 50 00")
    assert "02 580 50 00" in boss.text
    assert "nog geen belplan" in boss.text
    assert boss.send(f"/numbers/{number.pk}/", plan=plan.key) == "/numbers/"
    assert told(acme).numbers == {"3225805000": "main"}
    boss.see(f"/numbers/{number.pk}/")
    assert "Bart" in boss.text
    assert "nog niet gepubliceerd" in boss.text
    boss.send(f"/numbers/{number.pk}/", plan="")
    assert told(acme).numbers == {"3225805000": ""}
    boss.see("/numbers/?q=zzz")
    assert "Geen nummer gevonden" in boss.text


def test_only_who_serves_a_company_lifts_its_limits(operator: Visitor, boss: Visitor, acme: Company) -> None:
    typed = {"country": "NL", "calls_at_once": "8", "minutes_a_day": "1200", "countries": "be, nl BE"}
    operator.send("/companies/acme/limits/", **typed)
    limits = told(acme).limits
    assert (limits.calls_at_once, limits.minutes_a_day, limits.countries) == (8, 1200, ("BE", "NL"))
    boss.see("/settings/")
    assert "België, Nederland" in boss.text
    boss.send("/companies/acme/limits/", **typed)
    assert boss.status == 403
    operator.send("/companies/acme/limits/", **{**typed, "countries": "BE, XX"})
    assert "XX is geen land" in operator.text


def test_the_companys_own_data_are_saved_told_and_logged(operator: Visitor, boss: Visitor, acme: Company) -> None:
    typed = {"name": "Acme nv", "site_address": "Kerkstraat 1\n1000 Brussel", "timezone": "Europe/London"}
    assert boss.send("/settings/about/", **typed, language="fr") == "/settings/"
    now = told(acme)
    assert (now.name, now.timezone, now.language) == ("Acme nv", "Europe/London", "fr")
    entry = AuditEntry.objects.for_company(acme).get(what="company data")
    assert entry.before == {"name": "Acme bv", "site_address": "", "timezone": "Europe/Brussels", "language": "nl"}
    operator.see("/companies/acme/")
    assert "Kerkstraat 1<br>1000 Brussel" in operator.text
    boss.send("/settings/about/", **{**typed, "name": "", "timezone": "Mars/Base"}, language="fr")
    assert boss.status == 422
    assert "Typ de naam van het bedrijf." in boss.text
