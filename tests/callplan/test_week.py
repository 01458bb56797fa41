"""A week's stretches: without gaps, right over clock changes, and the very answer that calls get."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pytest

from belplan.callplan.component import Call
from belplan.callplan.components.time_condition import TimeCondition
from belplan.callplan.hours import Hours
from belplan.callplan.textform import read_hours
from belplan.callplan.week import Stretch, clock_changes, monday_of, stretches, week_of
from tests.callplan.fake_call import BRUSSELS

FORWARD, BACK, QUIET = dt.date(2026, 3, 23), dt.date(2026, 10, 19), dt.date(2026, 11, 23)  # weeks

Minutes = npt.NDArray[np.bool_]


def hours(*entries: dict[str, Any]) -> Hours:
    return read_hours({"key": "h", "name": "H", "entries": list(entries)})


def told(week: tuple[Stretch[Any], ...], day: str) -> list[tuple[str, str, bool]]:
    """The stretches of one weekday, as the wall clock has them."""
    return [(f"{s.start:%H:%M}", f"{s.end:%H:%M}", s.label.holds) for s in week if f"{s.start:%a}" == day]


@pytest.mark.fast
@pytest.mark.parametrize(("first", "hours_long"), [(QUIET, 168), (FORWARD, 167), (BACK, 169)])
def test_a_week_has_no_gaps(first: dt.date, hours_long: int) -> None:
    week = week_of(hours({"days": "mon-sun", "times": ["08:30-12:00", "22:00-02:30"]}), first, BRUSSELS)
    ends = [stretch.end.astimezone(dt.UTC) for stretch in week]
    starts = [stretch.start.astimezone(dt.UTC) for stretch in week]
    assert starts[1:] == ends[:-1]
    assert ends[-1] - starts[0] == dt.timedelta(hours=hours_long)
    assert sum(stretch.to_minute - stretch.from_minute for stretch in week) == hours_long * 60


@pytest.mark.fast
def test_neighbours_that_say_the_same_are_one_but_midnight_parts_them() -> None:
    week = week_of(hours({"days": "mon", "times": ["09:00-12:00", "12:00-17:00"]}), QUIET, BRUSSELS)
    assert told(week, "Mon") == [("00:00", "09:00", False), ("09:00", "17:00", True), ("17:00", "00:00", False)]
    assert told(week, "Tue") == [("00:00", "00:00", False)]


@pytest.mark.fast
def test_the_hour_that_comes_twice_is_told_twice() -> None:
    week = week_of(hours({"days": "sun", "from": "02:30", "to": "03:30"}), BACK, BRUSSELS)
    assert told(week, "Sun") == [
        ("00:00", "02:30", False),
        ("02:30", "02:00", True),  # until the clock goes back
        ("02:00", "02:30", False),
        ("02:30", "03:30", True),
        ("03:30", "00:00", False),
    ]
    assert [(c.forward, c.was.hour, c.becomes.hour) for c in clock_changes(BACK, BRUSSELS)] == [(False, 3, 2)]


@pytest.mark.fast
def test_the_hour_that_is_skipped_is_in_no_stretch() -> None:
    week = week_of(hours({"days": "sun", "from": "02:30", "to": "03:30"}), FORWARD, BRUSSELS)
    assert told(week, "Sun") == [("00:00", "03:00", False), ("03:00", "03:30", True), ("03:30", "00:00", False)]
    assert [stretch.to_minute for stretch in week if f"{stretch.start:%a}" == "Sun"] == [120, 210, 1440]
    assert [(c.forward, c.was.hour, c.becomes.hour) for c in clock_changes(FORWARD, BRUSSELS)] == [(True, 2, 3)]


@pytest.mark.fast
def test_a_clock_that_jumps_at_midnight_begins_the_day_an_hour_later() -> None:
    cairo = ZoneInfo("Africa/Cairo")  # 24 April 2026: from 00:00 to 01:00
    week = week_of(hours({"days": "fri", "from": "00:00", "to": "09:00"}), dt.date(2026, 4, 20), cairo)
    assert told(week, "Fri") == [("01:00", "09:00", True), ("09:00", "00:00", False)]


@pytest.mark.fast
def test_any_answer_can_be_painted() -> None:
    """As for what becomes of a call at each hour of the week."""
    week = stretches(lambda at: "open" if at.hour >= 12 else "night", [dt.time(12)], QUIET, BRUSSELS)
    assert [stretch.label for stretch in week] == ["night", "open"] * 7
    assert monday_of(dt.date(2026, 11, 29)) == QUIET


# Every minute of three years, against a reckoning that shares nothing with ours: minutes since 1970 in UTC, the
# European rule for summer time, and Easter by Gauss's formula.

YEARS = (2026, 2027, 2028)
BUSY = hours(
    {"days": "mon-fri", "times": ["09:00-12:30", "13:15-17:00"]},
    {"days": "fri-sat", "from": "22:00", "to": "02:45"},
    {"days": "sun", "from": "02:30", "to": "03:10"},
    {"holidays": "BE", "from": "10:00", "to": "11:00"},
    {"holidays": "BE", "from": "23:00", "to": "01:30"},
    {"date": "12-31", "from": "20:00", "to": "02:00"},
    {"date": "02-29", "from": "00:00", "to": "00:00"},
    {"date": "2026-12-25", "closed": True},
    {"date": "2027-03-28", "from": "01:15", "to": "02:45"},
    {"date": "2028-12-31", "closed": True},
)
DAY, EPOCH = 24 * 60, dt.date(1970, 1, 1)


def minute(moment: dt.datetime) -> int:
    return int(moment.timestamp()) // 60


def begin_and_end() -> tuple[int, int]:
    zone = dt.timezone(dt.timedelta(hours=1))
    return minute(dt.datetime(YEARS[0], 1, 1, tzinfo=zone)), minute(dt.datetime(YEARS[-1] + 1, 1, 1, tzinfo=zone))


def reckoned() -> Minutes:
    begin, end = begin_and_end()
    at = np.arange(begin, end)
    wall = at + 60
    for year in YEARS:
        summer = [minute(dt.datetime.combine(last_sunday(year, month), dt.time(1), dt.UTC)) for month in (3, 10)]
        wall += 60 * ((at >= summer[0]) & (at < summer[1]))
    first = int(wall[0]) // DAY - 1
    days = [EPOCH + dt.timedelta(days=first + n) for n in range((end - begin) // DAY + 3)]
    rank, own, brought = (np.array(rows) for rows in zip(*map(rules, days), strict=True))
    day, of_day = wall // DAY - first, wall % DAY
    found: Minutes = own[day, of_day] | (brought[day - 1, of_day] & (rank[day - 1] >= rank[day]))
    return found


def rules(day: dt.date) -> tuple[int, Minutes, Minutes]:
    """How strong a day's rule is, its own minutes, and those that it brings to the next day."""
    if (day.year, day.month, day.day) in ((2026, 12, 25), (2028, 12, 31)):
        return 2, *spans()
    if day == dt.date(2027, 3, 28):
        return 2, *spans((75, 165))
    if (day.month, day.day) == (12, 31):
        return 2, *spans((20 * 60, 26 * 60))
    if (day.month, day.day) == (2, 29):
        return 2, *spans((0, DAY))
    if day in belgian(day.year):
        return 1, *spans((600, 660), (23 * 60, 25 * 60 + 30))
    weekday = (day - EPOCH).days % 7  # 0 is a Thursday
    times = [(540, 750), (795, 1020)] if weekday not in (2, 3) else []
    times += [(22 * 60, 26 * 60 + 45)] if weekday in (1, 2) else []
    times += [(150, 190)] if weekday == 3 else []
    return 0, *spans(*times)


def spans(*times: tuple[int, int]) -> tuple[Minutes, Minutes]:
    both = np.zeros(2 * DAY, dtype=bool)
    for start, end in times:
        both[start:end] = True
    return both[:DAY], both[DAY:]


def belgian(year: int) -> set[dt.date]:
    fixed = {dt.date(year, *d) for d in ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))}
    return fixed | {easter(year) + dt.timedelta(days=n) for n in (0, 1, 39, 49, 50)}


def easter(year: int) -> dt.date:
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30  # 24 and 5 hold from 1900 to 2099
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    return dt.date(year, 3, 22) + dt.timedelta(days=d + e)


def last_sunday(year: int, month: int) -> dt.date:
    last = dt.date(year, month, 31)
    return last - dt.timedelta(days=last.isoweekday() % 7)


def painted() -> Minutes:
    begin, end = begin_and_end()
    found, known = np.zeros(end - begin, dtype=bool), np.zeros(end - begin, dtype=bool)
    first = monday_of(dt.date(YEARS[0], 1, 1))
    for week in range(len(YEARS) * 53):
        for stretch in week_of(BUSY, first + dt.timedelta(weeks=week), BRUSSELS):
            here = slice(max(minute(stretch.start) - begin, 0), max(minute(stretch.end) - begin, 0))
            found[here], known[here] = stretch.label.holds, True
    assert known.all()
    return found


def asked() -> Minutes:
    """The answer that a call gets, each minute anew."""
    begin, end = begin_and_end()
    condition = TimeCondition(hours="h")

    class Caller:
        def hours(self, _key: str) -> Hours:
            return BUSY

        def now(self) -> dt.datetime:
            return now

    call = cast("Call", Caller())
    found = np.zeros(end - begin, dtype=bool)
    for at in range(begin, end):
        now = dt.datetime.fromtimestamp(at * 60, BRUSSELS)
        found[at - begin] = condition.judge(call).holds
    return found


def moments(wrong: Minutes) -> list[str]:
    begin, _ = begin_and_end()
    return [f"{dt.datetime.fromtimestamp((begin + int(n)) * 60, BRUSSELS)}" for n in np.flatnonzero(wrong)[:5]]


@pytest.mark.fast
def test_the_picture_is_right_for_every_minute_of_three_years() -> None:
    right = reckoned()
    assert right.size == (3 * 365 + 1) * DAY
    assert moments(painted() != right) == []


@pytest.mark.simulation
def test_calls_are_judged_right_in_every_minute_of_three_years() -> None:
    assert moments(asked() != reckoned()) == []
