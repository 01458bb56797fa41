"""People who need a second factor, and those who run the platform, with passwords that the tests know."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone

from belplan.exchange.models import Person
from belplan.identity.accounts import create
from belplan.identity.models import Account, Factor, Role
from belplan.tenancy.models import Company
from tests.browser.post import NO_LINE, NOBODY

PASSWORD = "regen op dinsdag"
MOBILE = "32475112233"
# One a story: limits count by account, and the stories run within an hour of each other.
NEW = [f"3{at:02}" for at in range(1, 11)]  # without any factor
CALLED = [f"3{at}" for at in range(11, 20)]  # with a telephone


def arrange(data: Path) -> None:
    """The company Bakker with its people, and the platform's own company with its operator."""
    company = Company(key="bakker", name="Bakkerij De Korenaar")
    company.save()
    for extension in NEW:
        _account(company, extension)
    for at, extension in enumerate(CALLED):
        keep_phone(_account(company, extension), f"324751122{at:02}")
    unreached = _account(company, "320")
    keep_phone(unreached, NO_LINE)
    unanswered = _account(company, "321")
    keep_phone(unanswered, NOBODY)
    for account in (unreached, unanswered):
        keep_phone(account, f"3247511230{account.pk % 10}", primary=False)
    _administrator(company)
    _operator()


def keep_phone(account: Account, number: str, *, primary: bool = True) -> None:
    now = timezone.now()
    data = {"number": number}
    Factor.objects.create(account=account, kind="phone", data=data, primary=primary, made=now, confirmed=now)


def _account(company: Company, extension: str) -> Account:
    fields = {"name": f"Jo {extension}", "extension": extension, "email": f"{extension}@bakker.example"}
    person = Person(company=company, key=f"p{extension}", **fields).store()
    create(company, f"{extension}.bakker", Role.USER, person=person, password=PASSWORD)
    return Account.objects.get(login=f"{extension}.bakker")


def _administrator(company: Company) -> None:
    create(company, "baas.bakker", Role.ADMINISTRATOR, password=PASSWORD, email="baas@bakker.example")
    keep_phone(Account.objects.get(login="baas.bakker"), "32475112240")


def _operator() -> None:
    platform = Company(key="platform", name="Het platform", require_second_factor=False)
    platform.save()
    create(platform, "op.platform", Role.OPERATOR, password=PASSWORD, email="op@platform.example")
