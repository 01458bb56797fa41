"""Companies are made, served, suspended and helped; the right people see them, and no others."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.utils import timezone
from pytest_django import Settings

from belplan.exchange.models import Number, Person
from belplan.identity import access, companies, help_consent, resets, sign_in
from belplan.identity.companies import NewCompany
from belplan.identity.models import Account, Failure, Role
from belplan.identity.needs import Need, still_needed
from belplan.identity.problems import PasswordChangeNeeded
from belplan.messaging.models import OutgoingMail
from belplan.tenancy.models import AuditEntry, Company
from tests.companies import make_company
from tests.identity.browser import Browser
from tests.identity.conftest import Clock
from tests.identity.people import HOME, Somebody, make_account

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    settings.BELPLAN_NOTIFY_ENGINE = "tests.publishing.lent.notify_engine"


def bakery(**fields: object) -> NewCompany:
    given: dict[str, object] = {
        "name": "Bakkerij Maes",
        "key": "maes",
        "numbers": ["02 580 50 00", "3225805001"],
        "administrator": "Els Maes",
        "extension": "201",
        "email": "els@maes.example",
    }
    return NewCompany(**{**given, **fields})  # type: ignore[arg-type]


def made(**fields: object) -> Account:
    _company, told = companies.create(bakery(**fields), who="operator", origin="192.0.2.7")
    return Account.objects.get(login=told.login)


def asking(account: Account) -> HttpRequest:
    Account.objects.filter(pk=account.pk).update(must_change_password=False)
    request = Browser().request()
    request.user = Account.objects.get(pk=account.pk)
    return request


def refusals(problem: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return problem.value.message_dict


def test_a_new_company_has_its_numbers_and_an_administrator_with_a_password_told_once() -> None:
    company, told = companies.create(bakery(), who="operator", origin="192.0.2.7")
    assert [n.digits for n in Number.objects.for_company(company)] == ["3225805000", "3225805001"]
    person = Person.objects.for_company(company).get()
    assert (person.name, person.extension, person.email) == ("Els Maes", "201", "els@maes.example")
    assert told.login == "201.maes"
    account = sign_in.check("201.maes", told.password)
    assert account
    assert (account.role, account.must_change_password) == ("administrator", True)
    assert still_needed(account) is Need.FIRST
    [entry] = AuditEntry.objects.for_company(company)
    assert (entry.who, entry.what, entry.origin) == ("operator", "company created", "192.0.2.7")
    assert told.password not in str(entry.after)


def test_the_first_sign_in_leads_to_another_password() -> None:
    request = Browser().request()
    request.user = made()
    with pytest.raises(PasswordChangeNeeded):
        access.access_account(request)
    assert access.access_account_for_password(request) == request.user


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"key": "demo"}, "key"),
        ({"key": "Maes!"}, "key"),
        ({"name": ""}, "name"),
        ({"numbers": ["12"]}, "numbers"),
        ({"numbers": ["3225805009"]}, "numbers"),
        ({"extension": "112"}, "extension"),
        ({"administrator": ""}, "administrator"),
        ({"email": "els"}, "email"),
        ({"country": "Belgium"}, "country"),
    ],
)
def test_each_mistake_is_named_and_nothing_is_half_made(company: Company, wrong: dict[str, object], field: str) -> None:
    Number(company=company, digits="3225805009").store()
    with pytest.raises(ValidationError) as problem:
        companies.create(bakery(**wrong), who="operator", origin="x")
    assert list(refusals(problem)) == [field]
    assert not Company.objects.filter(name="Bakkerij Maes").exists()
    assert not Account.objects.filter(login__endswith=".maes").exists()


def test_who_serves_which_companies(company: Company) -> None:
    operator = made(key="belplan", role=Role.OPERATOR, numbers=[], extension="")
    reseller = made(key="partner", role=Role.RESELLER, numbers=[])
    customer = made(key="maes", reseller=reseller.company)
    assert operator.login == "admin.belplan"
    assert {c.key for c in access.access_served_companies(asking(operator))} == {"demo", "belplan", "partner", "maes"}
    assert [c.key for c in access.access_served_companies(asking(reseller))] == ["maes"]
    assert access.access_served_company(asking(reseller), "maes") == customer.company
    with pytest.raises(Http404):
        access.access_served_company(asking(reseller), "demo")
    with pytest.raises(PermissionDenied):
        access.access_served_companies(asking(customer))
    with pytest.raises(PermissionDenied):
        access.access_operator(asking(reseller))
    assert access.access_operator(asking(operator)) == operator


def test_resellers_and_operators_have_their_own_companys_panel_too() -> None:
    reseller = made(key="partner", role=Role.RESELLER, numbers=[])
    assert access.access_company(asking(reseller)) == reseller.company


def test_a_suspended_company_has_nobody_signed_in(account: Account) -> None:
    browser = Browser()
    request = browser.request()
    sign_in.open_session(request, account)
    browser.keep(request)
    companies.suspend(account.company, who="operator", origin="x", now=timezone.now())
    assert not browser.signed_in()
    assert sign_in.check("201.demo", "regen op dinsdag") is None
    assert [line.state for line in companies.overview()] == ["suspended"]
    companies.resume(account.company, who="operator", origin="x")
    assert sign_in.check("201.demo", "regen op dinsdag") == account
    what = AuditEntry.objects.for_company(account.company).order_by("id").values_list("what", flat=True)
    assert list(what) == ["company suspended", "company resumed"]


def helped_company(helper: Account, helped: Account, request: HttpRequest) -> Company:
    help_consent.open_panel(request, helper, helped.company, HOME, timezone.now())
    return access.access_company(request)


def test_help_needs_the_companys_consent_and_ends_with_it() -> None:
    reseller = made(key="partner", role=Role.RESELLER, numbers=[])
    customer = made(key="maes", reseller=reseller.company)
    request = asking(reseller)
    with pytest.raises(help_consent.NoConsent):
        helped_company(reseller, customer, request)
    help_consent.give(customer, timedelta(hours=4), HOME, timezone.now())
    assert helped_company(reseller, customer, request) == customer.company
    assert access.access_calls(request) == access.CallsInSight(customer.company, True, None)
    help_consent.withdraw(customer, HOME, timezone.now())
    assert access.access_company(request) == reseller.company
    what = AuditEntry.objects.for_company(customer.company).order_by("id").values_list("who", "what")
    assert list(what)[1:] == [
        ("201.maes", "help allowed"),
        ("201.partner (Bakkerij Maes)", "panel opened to help"),
        ("201.maes", "help no longer allowed"),
    ]


def test_consent_ends_by_itself() -> None:
    operator = made(key="belplan", role=Role.OPERATOR, numbers=[])
    customer = made(key="maes")
    request = asking(operator)
    given = timezone.now() - timedelta(hours=3, minutes=59)
    consent = help_consent.give(customer, timedelta(hours=4), HOME, given)
    assert consent.ends - given == timedelta(hours=4)
    assert helped_company(operator, customer, request) == customer.company
    consent.ends = timezone.now()
    consent.save()
    assert access.access_company(request) == operator.company


def test_consent_is_for_a_week_at_most() -> None:
    customer = made()
    help_consent.give(customer, timedelta(days=7), HOME, timezone.now())
    with pytest.raises(ValueError, match="7 days"):
        help_consent.give(customer, timedelta(days=7, seconds=1), HOME, timezone.now())


def test_consent_lets_in_nobody_who_does_not_serve_the_company(account: Account) -> None:
    reseller = made(key="partner", role=Role.RESELLER, numbers=[])
    customer = made(key="maes")
    help_consent.give(customer, timedelta(hours=4), HOME, timezone.now())
    for stranger in (reseller, account):
        with pytest.raises(help_consent.NoConsent):
            helped_company(stranger, customer, asking(stranger))


def test_an_administrator_resets_who_lost_every_factor(ann: Somebody, clock: Clock) -> None:
    account = ann.account
    Failure.objects.create(account=account, network="192.0.2.7", at=clock.now)
    Account.objects.filter(pk=account.pk).update(codes_locked_until=clock.now + timedelta(hours=24))
    resets.reset(account, who="202.demo", where=HOME, now=clock.now)
    account.refresh_from_db()
    assert (account.codes_locked_until, account.must_change_password) == (None, True)
    assert still_needed(account) is Need.FIRST
    ann.begin()
    ann.set_up("authenticator")
    [entry] = AuditEntry.objects.for_company(account.company)
    assert (entry.who, entry.what, entry.before) == ("202.demo", "second factors of 201.demo reset", ["phone"])
    [mail] = OutgoingMail.everywhere.all()
    assert mail.subject == "Your ways to sign in were reset"


def test_who_may_reset_whom(company: Company, account: Account) -> None:
    boss = make_account(company, role=Role.ADMINISTRATOR, extension="202")
    other_boss = make_account(company, role=Role.ADMINISTRATOR, extension="203")
    stranger = make_account(make_company("other"), role=Role.ADMINISTRATOR)
    operator = make_account(make_company("belplan"), role=Role.OPERATOR)
    reseller = make_account(make_company("partner"), role=Role.RESELLER)
    allowed = {
        (asker.login, target.login)
        for asker in (account, boss, stranger, operator, reseller)
        for target in (account, boss, other_boss, operator)
        if resets.may_reset(asker, target)
    }
    assert allowed == {
        ("202.demo", "201.demo"),
        ("201.belplan", "201.demo"),
        ("201.belplan", "202.demo"),
        ("201.belplan", "203.demo"),
    }
    with pytest.raises(Http404):
        access.access_account_to_reset(asking(boss), other_boss.pk)
    assert access.access_account_to_reset(asking(boss), account.pk) == account


def test_nobody_reaches_anothers_factor(ann: Somebody, company: Company, clock: Clock) -> None:
    bart = Somebody(make_account(company, extension="202"), clock).with_phone("32475998877")
    with pytest.raises(Http404):
        access.access_own_factor(asking(ann.account), bart.factor().pk)
    assert access.access_own_factor(asking(ann.account), ann.factor().pk) == ann.factor()
