"""Times that lie over each other are told by the names of both entries; what only touches is not."""

from __future__ import annotations

from typing import Any

import pytest

from belplan.callplan.overlaps import overlaps
from belplan.callplan.textform import read_hours

pytestmark = pytest.mark.fast


def found(*entries: dict[str, Any]) -> list[tuple[int, int, str]]:
    hours = read_hours({"key": "h", "name": "H", "entries": list(entries)})
    return [(overlap.first, overlap.second, str(overlap.text)) for overlap in overlaps(hours)]


OFFICE = {"days": "mon-fri", "from": "09:00", "to": "17:00"}


def test_both_entries_are_named_with_the_day() -> None:
    assert found(
        OFFICE, {"days": "sat"} | {"from": "09:00", "to": "12:00"}, {"days": "wed", "times": ["16:30-18:00"]}
    ) == [
        (
            0,
            2,
            "'Monday to Friday 09:00-17:00' and 'Wednesday 16:30-18:00' overlap on Wednesday: "
            "change the times of one of them",
        )
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"days": "fri", "from": "22:00", "to": "06:00"}, {"days": "sat", "from": "05:00", "to": "07:00"}),
        ({"days": "sun", "from": "22:00", "to": "06:00"}, {"days": "mon", "from": "05:00", "to": "07:00"}),
        (
            {"date": "2026-12-24", "from": "09:00", "to": "12:00"},
            {"date": "2026-12-24", "from": "11:00", "to": "13:00"},
        ),
        ({"date": "12-31", "from": "20:00", "to": "02:00"}, {"date": "01-01", "from": "01:00", "to": "03:00"}),
        ({"date": "02-29", "from": "20:00", "to": "02:00"}, {"date": "2028-03-01", "from": "01:00", "to": "03:00"}),
        ({"holidays": "BE", "from": "09:00", "to": "12:00"}, {"holidays": "BE", "from": "11:00", "to": "13:00"}),
        (OFFICE, OFFICE),
    ],
)
def test_times_over_each_other_are_found(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert [places[:2] for places in found(one, other)] == [(0, 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (OFFICE, {"days": "mon-fri", "from": "17:00", "to": "19:00"}),
        (OFFICE, {"days": "sun", "from": "20:00", "to": "09:00"}),
        (OFFICE, {"date": "2026-12-24", "from": "09:00", "to": "12:00"}),
        (OFFICE, {"holidays": "BE", "from": "09:00", "to": "12:00"}),
        ({"date": "12-24", "from": "09:00", "to": "12:00"}, {"date": "2026-12-24", "from": "09:00", "to": "13:00"}),
        ({"holidays": "BE", "from": "09:00", "to": "12:00"}, {"holidays": "NL", "from": "09:00", "to": "12:00"}),
        ({"days": "mon-sun", "from": "00:00", "to": "00:00"}, {"date": "12-25", "closed": True}),
    ],
)
def test_what_touches_or_stands_aside_is_not(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert found(one, other) == []


def test_within_one_entry_its_two_times_are_named() -> None:
    assert found({"days": "mon", "times": ["09:00-12:30", "12:00-17:00"]}) == [
        (0, 0, "Monday 09:00-12:30, 12:00-17:00: its times 09:00-12:30 and 12:00-17:00 overlap on Monday: "
               "change one of them")
    ]  # fmt: skip
