"""Public holidays in opening hours: which days they are, what they win over, and who wins over them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from belplan.callplan.hours import Hours, hours_data
from belplan.callplan.plan import PlanError
from belplan.callplan.public_holidays import KNOWN, NAMES, coming, holidays_of, named
from belplan.callplan.textform import read_hours
from tests.callplan.fake_call import BRUSSELS

pytestmark = pytest.mark.fast

WEEK = {"days": "mon-sun", "from": "09:00", "to": "17:00"}


def hours(*entries: dict[str, Any]) -> Hours:
    return read_hours({"key": "h", "name": "H", "entries": list(entries)})


def holds(what: Hours, moment: str) -> bool:
    return what.holds(dt.datetime.fromisoformat(moment).replace(tzinfo=BRUSSELS)).holds


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("BE", "2026-07-21", "National Day"),
        ("NL", "2026-04-27", "King's Day"),
        ("FR", "2026-07-14", "National Day"),
        ("DE", "2026-10-03", "German Unity Day"),
        ("DE-BY", "2026-06-04", "Corpus Christi"),
        ("FR-6AE", "2026-12-26", "Saint Stephen's Day"),
        ("BE", "2027-05-17", "Pentecost Monday"),
    ],
)
def test_a_holiday_closes_and_is_named(code: str, day: str, name: str) -> None:
    closed = hours(WEEK, {"holidays": code, "closed": True})
    verdict = closed.holds(dt.datetime.fromisoformat(f"{day} 10:00").replace(tzinfo=BRUSSELS))
    assert not verdict.holds
    assert str(verdict.reason).endswith(f"{day}, {name})")


def test_other_countries_work_on_that_day() -> None:
    assert holds(hours(WEEK, {"holidays": "NL", "closed": True}), "2026-07-21 10:00")
    assert holds(hours(WEEK, {"holidays": "DE", "closed": True}), "2026-06-04 10:00"), "not all of Germany"


def test_a_holiday_may_have_times_of_its_own() -> None:
    short = hours(WEEK, {"holidays": "BE", "times": ["10:00-12:00", "14:00-15:00"]})
    assert [holds(short, f"2026-12-25 {at}") for at in ("09:30", "10:30", "12:30", "14:30")] == [False, True] * 2


def test_a_date_wins_over_a_holiday_and_a_holiday_over_the_week() -> None:
    shop = hours(WEEK, {"holidays": "BE", "closed": True}, {"date": "11-11", "from": "13:00", "to": "18:00"})
    assert not holds(shop, "2026-12-25 10:00")
    assert holds(shop, "2026-11-11 17:30")
    assert not holds(shop, "2026-11-11 10:00")


def test_an_evening_does_not_run_into_what_is_stronger() -> None:
    bar = hours(
        {"days": "mon-sun", "from": "20:00", "to": "03:00"},
        {"holidays": "BE", "from": "18:00", "to": "05:00"},
        {"date": "2026-12-26", "closed": True},
    )
    assert not holds(bar, "2026-12-25 02:00"), "a weekday's evening stops where the holiday begins"
    assert not holds(bar, "2026-12-26 02:00"), "a holiday's, where the date begins"
    assert holds(bar, "2026-11-12 04:00"), "a holiday's evening runs into a weekday"
    assert holds(bar, "2027-03-29 04:00"), "and from Easter Sunday into Easter Monday"


def test_where_two_countries_have_the_day_the_first_counts() -> None:
    both = hours(WEEK, {"holidays": "NL", "from": "10:00", "to": "12:00"}, {"holidays": "BE", "closed": True})
    assert holds(both, "2026-12-25 11:00")
    assert not holds(both, "2026-07-21 11:00")


def test_holidays_are_kept_as_a_rule_and_not_as_dates() -> None:
    written = hours(WEEK, {"holidays": "de-by", "closed": True})
    assert hours_data(written)["entries"][1] == {"holidays": "DE-BY", "closed": True}
    assert read_hours(hours_data(written)) == written


def test_several_times_are_kept_as_they_were_written() -> None:
    written = hours({"days": "mon", "times": ["9:00-12:00", "13:00 - 17:00"]})
    assert hours_data(written)["entries"] == [{"days": "mon", "times": ["09:00-12:00", "13:00-17:00"]}]
    assert read_hours(hours_data(written)) == written


@pytest.mark.parametrize(
    ("entry", "mend"),
    [
        ({"holidays": "LU", "closed": True}, "we don't have the holidays of 'LU': choose from NL"),
        ({"holidays": "DE-BX", "closed": True}, "DE-BY"),
        ({"holidays": "BE"}, "give both from and to"),
        ({"holidays": "BE", "date": "12-25", "closed": True}, "give either days or a date, or holidays"),
        ({"holidays": "BE", "closed": True, "times": ["09:00-10:00"]}, "then without times"),
        ({"days": "mon", "times": ["09:00"]}, 'write it as "09:00-12:00"'),
        ({"days": "mon", "times": ["09:00-25:00"]}, "'25:00' is no time"),
        ({"days": "mon", "times": ["09:00-10:00"], "from": "09:00", "to": "10:00"}, "either from and to, or times"),
    ],
)
def test_a_wrong_entry_is_named_with_its_mend(entry: dict[str, Any], mend: str) -> None:
    with pytest.raises(PlanError) as caught:
        hours(entry)
    assert mend in str(caught.value)


def test_the_same_holidays_cannot_be_both_closed_and_open() -> None:
    with pytest.raises(PlanError, match="BE is both closed and open"):
        hours({"holidays": "BE", "closed": True}, {"holidays": "BE", "from": "09:00", "to": "12:00"})


def test_the_catalogues_hold_every_name() -> None:
    """The library may add some: then the list of names wants them."""
    found = {
        str(part)
        for code in KNOWN
        for year in range(2024, 2041)
        for name in holidays_of(code, year).values()
        for part in (name.params.values() or (name,))
    }
    assert found <= {name.text for name in NAMES}


def test_the_next_holidays_are_told() -> None:
    assert [(str(day), str(name)) for day, name in coming("BE", dt.date(2026, 12, 25), 3)] == [
        ("2026-12-25", "Christmas Day"),
        ("2027-01-01", "New Year's Day"),
        ("2027-03-28", "Easter Sunday"),
    ]
    assert str(named("DE-TH")) == "Thüringen (Germany)"
    with pytest.raises(KeyError):
        holidays_of("US", 2026)
