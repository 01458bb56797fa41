"""Functions switched at all hours over months: every invoice adds up, on the page, as a table and for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from asgiref.sync import async_to_sync
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from belplan.billing import invoice
from belplan.billing.invoice import Invoice
from belplan.billing.models import FunctionUse, Price
from belplan.billing.months import Month, day_of
from belplan.billing.switching import Change, end_all, note
from belplan.exchange.models import Person
from belplan.panel.invoices import files
from belplan.tenancy.models import Company
from tests.companies import make_company, make_person

pytestmark = [pytest.mark.database, pytest.mark.django_db]

BEGIN, TODAY = datetime(2026, 2, 20, tzinfo=UTC), date(2027, 1, 10)
HOURS = st.sampled_from([0, 9, 21, 22, 23])  # in UTC: around midnight of the company, in summer and in winter
MOMENTS = st.builds(lambda days, hour: BEGIN + timedelta(days=days, hours=hour), st.integers(0, 323), HOURS)
SWITCHES = st.lists(st.tuples(MOMENTS, st.integers(0, 2)), min_size=1, max_size=25)
PRICES = st.dictionaries(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, 1_999), max_size=4)


def switch(person: Person, on: bool, at: datetime) -> None:
    person.may_hotdesk = on
    note(person, Change("x", "here", at))


def price(cents: int, since: date) -> None:
    Price(function="hotdesking", cents=cents, since=since).save()


@pytest.fixture
def people(db: None) -> list[Person]:
    company = make_company()
    return [make_person(company, key, f"20{n}") for n, key in enumerate(("ann", "bert", "chris"))]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(switches=SWITCHES, prices=PRICES)
def test_all_months_add_up_to_the_cent(
    people: list[Person], switches: list[tuple[datetime, int]], prices: dict[date, int]
) -> None:
    with transaction.atomic():
        for day, cents in prices.items():
            price(cents, day)
        days = history(people, switches)
        company = people[0].company
        months = invoice.months(company, TODAY)
        totals = invoice.totals(company, months, TODAY)
        for month in months:
            asked = Invoice(company, month, TODAY)
            expected = sum(by_hand(had, month, prices) for had in days.values())
            table, told = as_table(asked), json.loads(whole(files.json(asked, names=True)))
            in_table = sum(Decimal(row[-1].replace(",", ".")) for row in table[1:])
            in_json = sum(Decimal(line["amount"]) for line in told["lines"])
            assert totals[month] == asked.total() == expected
            assert in_table == in_json == Decimal(told["total"]) == Decimal(expected) / 100
            assert len(table) - 1 == len(told["lines"])
        transaction.set_rollback(True)


def history(people: Sequence[Person], switches: list[tuple[datetime, int]]) -> dict[int, set[date]]:
    """Switch each at these moments to and fro; the days on which each had it, reckoned hour by hour."""
    days: dict[int, set[date]] = {}
    since: dict[int, datetime] = {}
    for at, who in sorted(switches, key=lambda one: one[0]):
        person = people[who]
        switch(person, who not in since, at)
        if who in since:
            days.setdefault(who, set()).update(between(person.company, since.pop(who), at))
        else:
            since[who] = at
    for who, at in since.items():
        days.setdefault(who, set()).update(between(people[who].company, at, datetime(2027, 1, 10, 12, tzinfo=UTC)))
    return days


def between(company: Company, begin: datetime, end: datetime) -> Iterator[date]:
    while begin < end:
        yield day_of(company, begin)
        begin += timedelta(hours=1)
    yield day_of(company, end)


def by_hand(had: set[date], month: Month, prices: dict[date, int]) -> int:
    """One user's cents in a month, by fractions."""
    days_at: dict[int, int] = {}
    for day in had:
        if month.first <= day <= month.last:
            begun = [since for since in prices if since <= day]
            cents = prices[max(begun)] if begun else 0
            days_at[cents] = days_at.get(cents, 0) + 1
    parts = [Fraction(cents * days, month.length) for cents, days in days_at.items()]
    exact = [Decimal(part.numerator) / part.denominator for part in parts]
    return sum(int(one.quantize(Decimal(1), ROUND_HALF_UP)) for one in exact)


def whole(pieces: AsyncIterator[str] | AsyncIterator[bytes]) -> str:
    async def gathered() -> str:
        return "".join([piece if isinstance(piece, str) else piece.decode() async for piece in pieces])

    return async_to_sync(gathered)()


def as_table(asked: Invoice) -> list[list[str]]:
    text = whole(files.csv(asked, names=True, language="nl"))
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 10, 31, 22, 59, tzinfo=UTC), date(2026, 10, 31)),
        (datetime(2026, 10, 31, 23, 0, tzinfo=UTC), date(2026, 11, 1)),
    ],
)
def test_at_a_months_end_the_companys_own_midnight_decides(people: list[Person], at: datetime, day: date) -> None:
    switch(people[0], True, at)
    switch(people[0], False, at)
    use = FunctionUse.objects.for_company(people[0].company).get()
    assert (use.since, use.until) == (day, day)


def test_a_company_pays_for_its_own_users_only(people: list[Person]) -> None:
    other = make_person(make_company("other"), "zoe", "300")
    price(250, date(2026, 1, 1))
    for person in (people[0], other):
        switch(person, True, datetime(2026, 3, 1, tzinfo=UTC))
    april = Invoice(people[0].company, Month(2026, 4), TODAY)
    assert [(line.name, line.charge.cents) for line in april.lines(april.users())] == [("Ann", 250)]


def test_who_leaves_is_paid_for_until_that_day_and_who_comes_back_goes_on(people: list[Person]) -> None:
    price(300, date(2026, 1, 1))
    ann, left = people[0], datetime(2026, 4, 10, 9, tzinfo=UTC)
    switch(ann, True, datetime(2026, 4, 1, 9, tzinfo=UTC))
    end_all(ann, Change("x", "here", left))
    assert FunctionUse.objects.for_company(ann.company).get().until == date(2026, 4, 10)
    switch(ann, True, left + timedelta(minutes=5))
    assert FunctionUse.objects.for_company(ann.company).get().until is None
    end_all(ann, Change("x", "here", left + timedelta(days=1)))
    pk, company = ann.pk, ann.company
    ann.delete()
    april = Invoice(company, Month(2026, 4), TODAY)
    [line] = april.lines(april.users())
    assert (line.name, line.charge.days, line.charge.cents) == ("Ann", 11, 110)
    assert FunctionUse.objects.for_company(company).get().person_id == pk


def test_a_name_is_no_formula_in_the_table(people: list[Person]) -> None:
    price(250, date(2026, 1, 1))
    people[0].name = "=HYPERLINK(1)"
    switch(people[0], True, datetime(2026, 3, 1, tzinfo=UTC))
    assert as_table(Invoice(people[0].company, Month(2026, 4), TODAY))[1][0] == "'=HYPERLINK(1)"


def test_another_name_is_one_user_still(people: list[Person]) -> None:
    price(250, date(2026, 1, 1))
    switch(people[0], True, datetime(2026, 4, 1, tzinfo=UTC))
    switch(people[0], False, datetime(2026, 4, 3, tzinfo=UTC))
    people[0].name = "Ann Peeters"
    switch(people[0], True, datetime(2026, 4, 20, tzinfo=UTC))
    april = Invoice(people[0].company, Month(2026, 4), TODAY)
    assert [(line.name, line.charge.days) for line in april.lines(april.users())] == [("Ann Peeters", 14)]
