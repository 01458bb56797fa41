"""When calls are missed: in the company's hours, of received calls that are over."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from belplan.records.busy_hours import busy_hours
from belplan.records.reports import find
from belplan.records.writer import store
from belplan.tenancy.models import Company
from tests.records.example_facts import TEN_O_CLOCK, after_hours, begun, given_up, talked

pytestmark = [pytest.mark.database, pytest.mark.django_db]

BRUSSELS = ZoneInfo("Europe/Brussels")
HOUR, TUESDAY = 3600.0, 1


@pytest.fixture
def calls(company: Company) -> Company:
    """Two are missed on Tuesday after ten, one at nine; one is answered after ten; one still runs."""
    for told in (
        after_hours("nine", at=TEN_O_CLOCK - 1),
        given_up("gone", at=TEN_O_CLOCK),
        given_up("again", at=TEN_O_CLOCK + HOUR - 1),
        talked("talk", at=TEN_O_CLOCK + 60),
        begun("runs", at=TEN_O_CLOCK + 120),
    ):
        store(told.facts)
    return company


def test_hours_and_days_are_the_companys_own(calls: Company) -> None:
    found = busy_hours(find(calls), BRUSSELS)
    assert found.worst == (TUESDAY, 10)
    assert (found.of_hour(9), found.of_hour(10), found.of_hour(11)) == ((0, 1), (1, 2), (0, 0))
    assert (found.of_weekday(TUESDAY), found.of_weekday(2)) == ((1, 3), (0, 0))
    assert not found.more
    assert busy_hours(find(calls), ZoneInfo("America/New_York")).worst == (TUESDAY, 4)


def test_only_the_newest_are_reckoned(calls: Company) -> None:
    found = busy_hours(find(calls), BRUSSELS, at_most=1)
    assert (found.worst, found.of_hour(10), found.more) == ((TUESDAY, 10), (0, 1), True)


def test_without_calls_nothing_is_worst(company: Company) -> None:
    found = busy_hours(find(company), BRUSSELS)
    assert (found.worst, found.since, found.of_hour(0)) == (None, None, (0, 0))
