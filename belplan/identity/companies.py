"""Companies as those who run the platform know them: made with a first administrator, listed, suspended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from belplan.exchange.models import Number, Person
from belplan.identity import accounts, sessions
from belplan.identity.models import Account, Role
from belplan.publishing.snapshots import write_snapshot
from belplan.tenancy.models import Company, note_change


@dataclass(frozen=True)
class NewCompany:
    """What is asked for a new company. `extension` empty: an administrator without a telephone."""

    name: str
    key: str  # the login suffix
    numbers: Sequence[str]
    administrator: str  # their name
    extension: str = ""
    email: str = ""
    role: Role = Role.ADMINISTRATOR  # RESELLER or OPERATOR: what this company is on the platform
    reseller: Company | None = None  # who serves it
    language: str = "nl"
    country: str = "BE"


def create(new: NewCompany, *, who: str, origin: str) -> tuple[Company, accounts.SignIn]:
    """Make it, with its numbers and its first administrator, whose password is told once and changed at first sign-in.

    All or nothing. Raises ValidationError by field: name, key, numbers, administrator, extension, email.
    """
    with transaction.atomic():
        company = _company(new)
        numbers = [_number(company, digits) for digits in new.numbers]
        person = _person(company, new, numbers) if new.extension else None
        login = f"{new.extension or 'admin'}.{company.key}"
        sign_in = accounts.create(company, login, new.role, person=person, email=new.email, must_change=True)
        after = {"name": company.name, "numbers": [n.digits for n in numbers], "administrator": login}
        note_change(company, who=who, what="company created", origin=origin, after=after)
    write_snapshot(company)
    return company, sign_in


def first_administrators() -> dict[int, int]:
    """The person (primary key) of each company's first administrator, by the company's primary key."""
    known = Account.objects.exclude(role=Role.USER).filter(person__isnull=False, is_active=True).order_by("-pk")
    return dict(known.values_list("company_id", "person_id"))


def administrators(people: QuerySet[Person]) -> set[int]:
    """Those of these people (primary keys) who administer their company."""
    known = Account.objects.exclude(role=Role.USER).filter(person__in=people, is_active=True)
    return {pk for pk in known.values_list("person_id", flat=True) if pk}


def served_by(account: Account) -> QuerySet[Company]:
    """All companies for the operator; for a reseller those that its company serves; else none."""
    if account.role == Role.OPERATOR:
        return Company.objects.all()
    if account.role == Role.RESELLER:
        return Company.objects.filter(reseller=account.company)
    return Company.objects.none()


def named(key: str) -> Company:
    """The company with this login suffix. Raises ValidationError({"key": …})."""
    company = Company.objects.filter(key=key).first()
    if company is None:
        raise ValidationError({"key": _("No company has the login suffix %(key)s.") % {"key": key}})
    return company


@dataclass(frozen=True)
class Line:
    """A company in the overview. `state`: active, suspended or demo."""

    key: str
    name: str
    state: str
    people: int
    numbers: int


def overview(rows: QuerySet[Company] | None = None) -> list[Line]:
    """These companies (all, where none are given) with what they have."""
    return [
        Line(
            company.key,
            company.name,
            "suspended" if company.suspended else "demo" if company.demo else "active",
            Person.objects.for_company(company).count(),
            Number.objects.for_company(company).count(),
        )
        for company in (Company.objects.all() if rows is None else rows)
    ]


def suspend(company: Company, *, who: str, origin: str, now: datetime) -> None:
    """Nobody of the company is or gets signed in until it is resumed; its calls go on."""
    with transaction.atomic():
        if Company.objects.filter(pk=company.pk, suspended=None).update(suspended=now):
            note_change(company, who=who, what="company suspended", origin=origin)
        for account in Account.objects.filter(company=company):
            sessions.revoke_all(account)


def resume(company: Company, *, who: str, origin: str) -> None:
    """Its people may sign in again."""
    with transaction.atomic():
        if Company.objects.filter(pk=company.pk, suspended__isnull=False).update(suspended=None):
            note_change(company, who=who, what="company resumed", origin=origin)


def _company(new: NewCompany) -> Company:
    company = Company(name=new.name, key=new.key, language=new.language, country=new.country, reseller=new.reseller)
    company.full_clean()
    company.save()
    return company


def _number(company: Company, digits: str) -> Number:
    try:
        return Number(company=company, digits=digits).store()
    except ValidationError as problem:
        raise ValidationError({"numbers": [f"{digits}: {message}" for message in problem.messages]}) from problem


def _person(company: Company, new: NewCompany, numbers: Sequence[Number]) -> Person:
    person = Person(
        company=company,
        key=slugify(new.administrator)[:64] or "administrator",
        name=new.administrator,
        extension=new.extension,
        email=new.email,
        language=new.language,
        outgoing_number=numbers[0] if numbers else None,
    )
    try:
        return person.store()
    except ValidationError as problem:
        renamed = {("administrator" if k == "name" else k): v for k, v in problem.message_dict.items()}
        raise ValidationError(renamed) from problem
