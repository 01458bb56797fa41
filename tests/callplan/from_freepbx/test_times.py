"""Lines of time groups as opening hours: they hold at the same moments."""

from __future__ import annotations

import pytest

from belplan.callplan.from_freepbx.times import times_of
from belplan.callplan.hours import Hours
from belplan.callplan.overlaps import overlaps

pytestmark = pytest.mark.fast


def said(*lines: str) -> list[str]:
    """The entries as people read them, and never times that lie over each other."""
    hours = Hours(key="h", name="H", entries=times_of(lines).entries)
    assert not overlaps(hours)
    return [str(entry.described()) for entry in hours.entries]


@pytest.mark.parametrize(
    ("lines", "entries"),
    [
        (["09:00-17:00|mon-fri|*|*"], ["Monday to Friday 09:00-17:00"]),
        (["9:00-12:00|wed|*|*", "11:00-13:00|wed|*|*"], ["Wednesday 09:00-13:00"]),
        (["09:00-12:00|sat-mon|*|*"], ["Monday, Saturday and Sunday 09:00-12:00"]),
        (["*|*|25|dec"], ["every year on 12-25 00:00-00:00"]),
        (["00:00-23:59|*|31-1|dec-jan|Europe/Brussels"], [
            f"every year on {date} 00:00-00:00" for date in ("01-01", "01-31", "12-01", "12-31")]),
        (["22:00-06:00|fri|*|*"], ["Friday 00:00-06:00, 22:00-00:00"]),
    ],
)  # fmt: skip
def test_a_group(lines: list[str], entries: list[str]) -> None:
    assert said(*lines) == entries


@pytest.mark.parametrize("line", ["*|mon|1-7|*", "25:00-26:00|*|*|*", "09:00|mon|*|*", "*|maandag|*|*", "", "x"])
def test_what_is_not_understood_or_cannot_be_said_is_given_back(line: str) -> None:
    assert times_of([line]).refused == ([line] if line else [])


def test_dates_with_times_among_weekdays_are_to_be_looked_at() -> None:
    assert times_of(["09:00-17:00|mon-fri|*|*", "09:00-12:00|*|24|dec"]).mixed
    assert not times_of(["09:00-17:00|mon-fri|*|*", "*|*|24|dec"]).mixed
