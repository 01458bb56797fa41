"""Many people of a company added at once, each with a way in, whole or not at all.

Who is given no first password has none, until they choose one by the link of a forgotten password, or an administrator
makes one on their page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from belplan.exchange.models import InternalNumber, Person
from belplan.identity import notices
from belplan.identity.colleagues import facts, login_of
from belplan.identity.models import Account, Role
from belplan.publishing.arranging import arranged, free_key
from belplan.tenancy.models import AuditEntry, Company

AT_ONCE = 500  # rows in one statement
LONGEST_KEY = 64


@dataclass(frozen=True)
class Newcomer:
    """Somebody to be added, whose own fields are in order, and what they may do."""

    person: Person
    role: Role
    password: str = ""  # a first one, hashed; empty: none


@dataclass(frozen=True)
class Refused:
    """Why the newcomer at this place can't have their internal number."""

    place: int
    text: str


class Changed(Exception):
    """Numbers went to others since they were looked at: nothing was saved."""


def refusals(company: Company, newcomers: Sequence[Newcomer], name_of: Callable[[int], str]) -> Iterator[Refused]:
    """Whose internal number somebody has, or whoever comes before them; `name_of` says where a place stands."""
    owners = _owners(company)
    logins = set(Account.objects.filter(company=company).values_list("login", flat=True))
    first: dict[str, int] = {}
    for place, newcomer in enumerate(newcomers):
        number = newcomer.person.extension
        before = first.setdefault(number, place)
        if number in owners:
            told = {"number": number, "owner": owners[number]}
            text = _("%(number)s is already the internal number of %(owner)s: choose another.") % told
        elif login_of(company, number) in logins:
            told = {"login": login_of(company, number)}
            text = _("The username %(login)s is in use: choose another internal number.") % told
        elif before != place:
            text = _("%(place)s has this internal number too: change one of the two.") % {"place": name_of(before)}
        else:
            continue
        yield Refused(place, text)


def add_all(
    company: Company,
    newcomers: Sequence[Newcomer],
    *,
    who: str,
    origin: str,
    now: datetime,
    page: str,
    last: Callable[[], None],
) -> None:
    """Add them with one change for engine and switch. `page`: where a password is asked for, told to each of them by
    e-mail; empty: they are told nothing. `last` is done within the same transaction.

    Raises Changed, or ValidationError, with nothing saved.
    """
    with arranged(company) as current:
        if next(refusals(current, newcomers, str), None):
            raise Changed
        people = _people(current, [newcomer.person for newcomer in newcomers])
        accounts = _accounts(current, newcomers)
        entries = [
            AuditEntry(company=current, who=who, what=f"user {p.key} added", origin=origin, after=facts(p))
            for p in people
        ]
        AuditEntry.objects.for_company(current).bulk_create(entries, AT_ONCE)
        for account in accounts if page else []:
            notices.welcome(account, page, now)
        last()


def _owners(company: Company) -> dict[str, str]:
    taken = InternalNumber.objects.for_company(company).select_related("person", "plan")
    return {row.digits: str(row.owner) for row in taken}


def _people(company: Company, people: Sequence[Person]) -> list[Person]:
    keys = set(Person.objects.for_company(company).values_list("key", flat=True))
    for person in people:
        person.company = company
        person.key = free_key(person.name, keys, otherwise="user", longest=LONGEST_KEY)
        keys.add(person.key)
    made = Person.objects.for_company(company).bulk_create(people, AT_ONCE)
    InternalNumber.objects.for_company(company).bulk_create(
        [InternalNumber(company=company, digits=person.extension, person=person) for person in made], AT_ONCE
    )
    return made


def _accounts(company: Company, newcomers: Sequence[Newcomer]) -> list[Account]:
    accounts = [
        Account(
            company=company,
            person=newcomer.person,
            login=login_of(company, newcomer.person.extension),
            role=newcomer.role,
            password=newcomer.password or make_password(None),
            must_change_password=True,
        )
        for newcomer in newcomers
    ]
    return Account.objects.bulk_create(accounts, AT_ONCE)
