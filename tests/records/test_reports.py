"""Finding calls: filters, pages and totals."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from belplan.callevents import Direction
from belplan.records.reports import CallFilter, find, page, totals
from belplan.records.writer import store
from belplan.tenancy.models import Company
from tests.companies import make_company
from tests.records.example_facts import TEN_O_CLOCK, after_hours, begun, given_up, talked

pytestmark = [pytest.mark.database, pytest.mark.django_db]

BRUSSELS = ZoneInfo("Europe/Brussels")
TODAY = datetime(2026, 11, 24, tzinfo=BRUSSELS)
DAY = 86_400.0


@pytest.fixture
def calls(company: Company) -> Company:
    """Four calls today and one yesterday."""
    make_company("acme")
    for told in (
        after_hours("late", at=TEN_O_CLOCK - DAY),
        talked("talk", at=TEN_O_CLOCK, name="An Dewit", caller="3225551234"),
        given_up("gone", at=TEN_O_CLOCK + 60),
        begun("runs", at=TEN_O_CLOCK + 120, caller="", name=""),
        talked("other", company="acme"),
    ):
        store(told.facts)
    return company


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CallFilter(), ["runs", "gone", "talk", "late"]),
        (CallFilter(since=TODAY), ["runs", "gone", "talk"]),
        (CallFilter(until=TODAY), ["late"]),
        (CallFilter(since=TODAY, until=TODAY + timedelta(days=1)), ["runs", "gone", "talk"]),
        (CallFilter(result="answered"), ["talk"]),
        (CallFilter(result="missed"), ["gone", "late"]),
        (CallFilter(result="running"), ["runs"]),
        (CallFilter(direction=Direction.OUTBOUND), []),
        (CallFilter(direction=Direction.INBOUND, result="missed"), ["gone", "late"]),
        (CallFilter(number="02 555 12 34"), ["talk"]),
        (CallFilter(number="+32 2 555"), ["talk"]),
        (CallFilter(number="0032 475"), ["gone", "late"]),
        (CallFilter(number="02 580 50 00"), ["runs", "gone", "talk", "late"]),
        (CallFilter(plan="hoofdnummer"), ["runs", "gone", "talk", "late"]),
        (CallFilter(plan="receptie"), []),
        (CallFilter(text="dewit"), ["talk"]),
        (CallFilter(text="user/ann"), ["talk"]),
        (CallFilter(text="0475 11"), ["gone", "late"]),
        (CallFilter(text="nobody"), []),
        (CallFilter(text="100%"), []),
        (CallFilter(text="\0"), ["runs", "gone", "talk", "late"]),
    ],
)
def test_filters(calls: Company, wanted: CallFilter, found: list[str]) -> None:
    assert [row.call for row in find(calls, wanted)] == found


def test_pages_stay_put_while_calls_come_in(calls: Company) -> None:
    first = page(find(calls), size=2)
    assert [row.call for row in first.calls] == ["runs", "gone"]
    store(talked("new", at=TEN_O_CLOCK + 600).facts)
    second = page(find(calls), first.next, size=2)
    assert [row.call for row in second.calls] == ["talk", "late"]
    assert second.next == ""


def test_calls_of_the_same_moment_are_each_on_one_page(company: Company) -> None:
    for number in range(7):
        store(talked(f"call-{number}").facts)
    seen, after = [], ""
    for _ in range(4):
        one = page(find(company), after, size=2)
        seen += [row.call for row in one.calls]
        after = one.next
    assert sorted(seen) == [f"call-{number}" for number in range(7)]
    assert after == ""


@pytest.mark.parametrize("after", ["", "nonsense", "1-", "9" * 40 + "-1", "9" * 18 + "-1"])
def test_an_unknown_page_is_the_first(calls: Company, after: str) -> None:
    assert page(find(calls), after, size=1).calls[0].call == "runs"


def test_totals(calls: Company) -> None:
    sums = totals(find(calls))
    assert (sums.calls, sums.answered, sums.missed, sums.talk) == (4, 1, 2, 30.0)
    assert sums.average_ring == pytest.approx((6 + 9) / 4)


def test_totals_of_no_calls(company: Company) -> None:
    sums = totals(find(company))
    assert (sums.calls, sums.talk, sums.average_ring) == (0, 0.0, 0.0)
