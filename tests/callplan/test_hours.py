"""Opening hours as a company would write them, judged at telling moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from belplan.callplan.hours import Hours, hours_data
from belplan.callplan.plan import PlanError
from belplan.callplan.textform import read_hours
from tests.callplan.examples import office_hours
from tests.callplan.fake_call import BRUSSELS

pytestmark = pytest.mark.fast


def hours(*entries: dict[str, Any]) -> Hours:
    return read_hours({"key": "h", "name": "H", "entries": list(entries)})


def holds(what: Hours, moment: str) -> bool:
    return what.holds(datetime.fromisoformat(moment).replace(tzinfo=BRUSSELS)).holds


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        ("2026-11-24 10:00", "within kantooruren (Tuesday)"),
        ("2026-11-22 15:00", "outside kantooruren (Sunday)"),
        ("2026-12-25 10:00", "outside kantooruren (Friday 2026-12-25)"),
    ],
)
def test_the_reason_names_hours_and_day(moment: str, reason: str) -> None:
    verdict = office_hours().holds(datetime.fromisoformat(moment).replace(tzinfo=BRUSSELS))
    assert str(verdict.reason) == reason


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-24 08:59:59", False),
        ("2026-11-24 09:00:00", True),
        ("2026-11-24 16:59:59", True),
        ("2026-11-24 17:00:00", False),
    ],
)
def test_a_start_is_in_and_an_end_is_out(moment: str, open_: bool) -> None:
    assert holds(office_hours(), moment) is open_


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-27 21:59", False),  # a Friday
        ("2026-11-27 22:00", True),
        ("2026-11-28 01:59", True),
        ("2026-11-28 02:00", False),
        ("2026-11-27 01:00", False),  # Thursday has no evening
        ("2026-11-28 22:00", False),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_starts(moment: str, open_: bool) -> None:
    assert holds(hours({"days": "fri", "from": "22:00", "to": "02:00"}), moment) is open_


@pytest.mark.parametrize("moment", ["2026-11-23 00:00", "2026-11-23 12:00", "2026-11-23 23:59"])
def test_midnight_to_midnight_is_a_whole_day(moment: str) -> None:
    whole = hours({"days": "mon", "from": "00:00", "to": "00:00"})
    assert holds(whole, moment)
    assert not holds(whole, moment.replace("-23", "-24"))


def test_a_date_silences_the_weekly_entries_from_midnight() -> None:
    nights = hours({"days": "thu", "from": "22:00", "to": "06:00"}, {"date": "2026-12-25", "closed": True})
    assert holds(nights, "2026-12-24 23:59")
    assert not holds(nights, "2026-12-25 00:00")
    assert holds(nights, "2026-12-18 05:59")


def test_a_dated_night_keeps_its_morning_though_the_next_date_is_closed() -> None:
    party = hours({"date": "12-31", "from": "20:00", "to": "02:00"}, {"date": "01-01", "closed": True})
    assert holds(party, "2027-01-01 01:59")
    assert not holds(party, "2027-01-01 02:00")


def test_a_date_opens_at_other_times() -> None:
    eve = hours(
        {"days": "mon-fri", "from": "09:00", "to": "17:00"},
        {"date": "2026-12-24", "from": "09:00", "to": "10:00"},
        {"date": "2026-12-24", "from": "11:00", "to": "12:00"},
    )
    assert [holds(eve, f"2026-12-24 {at}") for at in ("09:30", "10:30", "11:30", "13:00")] == [True, False, True, False]
    assert holds(eve, "2027-12-24 13:00"), "once is not every year"


def test_a_date_for_once_wins_over_the_yearly_one() -> None:
    eve = hours({"date": "12-24", "closed": True}, {"date": "2026-12-24", "from": "09:00", "to": "12:00"})
    assert holds(eve, "2026-12-24 10:00")
    assert not holds(eve, "2027-12-24 10:00")


def test_the_leap_day_may_be_yearly() -> None:
    leap = hours({"date": "02-29", "from": "00:00", "to": "00:00"})
    assert holds(leap, "2028-02-29 12:00")
    assert not holds(leap, "2027-02-28 12:00")


def test_the_night_when_clocks_go_back_is_judged_on_the_wall() -> None:
    small = hours({"days": "sun", "from": "02:00", "to": "03:00"})  # 25 October 2026: 02:00 to 03:00 comes twice
    start = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    held = [small.holds((start + timedelta(minutes=m)).astimezone(BRUSSELS)).holds for m in range(0, 180, 30)]
    assert held == [True, True, True, True, False, False]


def test_the_night_when_clocks_go_forward_skips_what_the_wall_skips() -> None:
    small = hours({"days": "sun", "from": "02:30", "to": "03:30"})  # 28 March 2027: 02:00 to 03:00 does not exist
    start = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    held = [small.holds((start + timedelta(minutes=m)).astimezone(BRUSSELS)).holds for m in range(0, 90, 30)]
    assert held == [False, True, False]


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        office_hours().holds(datetime(2026, 11, 24, 10))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("mon-fri", "mon-fri"),
        ("fri-mon", "mon, fri-sun"),
        ("Mon, wed", "mon, wed"),
        (["sun", "sat-sun"], "sat-sun"),
    ],
)
def test_days_are_kept_in_one_form(written: object, kept: str) -> None:
    data = hours_data(hours({"days": written, "from": "9:00", "to": "17:00"}))
    assert data["entries"] == [{"days": kept, "from": "09:00", "to": "17:00"}]
    assert read_hours(data) == hours({"days": written, "from": "9:00", "to": "17:00"})


@pytest.mark.parametrize(
    ("entry", "mend"),
    [
        ({"days": "mon-fry", "from": "09:00", "to": "17:00"}, "'fry' is no day"),
        ({"days": 5, "from": "09:00", "to": "17:00"}, "write days as mon-fri"),
        ({"days": "mon", "from": 540, "to": "17:00"}, 'write it as "09:00"'),
        ({"days": "mon", "from": "09:00", "to": "24:00"}, 'midnight is "00:00"'),
        ({"days": "mon", "from": "09:00"}, "give both from and to"),
        ({"from": "09:00", "to": "17:00"}, "either days or a date"),
        ({"days": "mon", "date": "12-25", "from": "09:00", "to": "17:00"}, "either days or a date"),
        ({"days": "sun", "closed": True}, "only a date or holidays can be closed"),
        ({"date": "25/12", "closed": True}, "write 2026-12-24 for once"),
        ({"date": "2026-02-30", "closed": True}, "is no date"),
        ({"days": "mon", "from": "09:00", "until": "17:00"}, "'entries[1].until' is no option here"),
    ],
)
def test_a_wrong_entry_is_named_with_its_mend(entry: dict[str, Any], mend: str) -> None:
    with pytest.raises(PlanError) as caught:
        hours(entry)
    assert mend in str(caught.value)
    assert all(finding.option.startswith("entries[1]") for finding in caught.value.findings)


def test_one_date_cannot_be_both_closed_and_open() -> None:
    with pytest.raises(PlanError, match="12-25 is both closed and open"):
        hours({"date": "12-25", "closed": True}, {"date": "12-25", "from": "09:00", "to": "12:00"})
