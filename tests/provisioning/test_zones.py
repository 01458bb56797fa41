"""Telephones change their clocks on the right night."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from belplan.provisioning.zones import Change, Summer, zone

pytestmark = pytest.mark.fast


def test_brussels_changes_on_the_last_sundays_of_march_and_october() -> None:
    found = zone("Europe/Brussels")
    assert (found.offset, found.hours) == (60, "+1")
    assert found.summer == Summer(60, Change(3, 5, 0, 120), Change(10, 5, 0, 180))


def test_new_york_is_behind_and_changes_on_other_sundays() -> None:
    found = zone("America/New_York")
    assert (found.offset, found.hours) == (-300, "-5")
    assert found.summer == Summer(60, Change(3, 2, 0, 120), Change(11, 1, 0, 120))


def test_half_hours_and_zones_without_summer_time() -> None:
    assert zone("Asia/Kolkata").hours == "+5:30"
    assert zone("Asia/Kolkata").summer is None
    assert zone("UTC").hours == "+0"


def test_dublin_has_its_summer_in_summer() -> None:
    """The tz database calls Irish summer time standard, and the winter an hour less."""
    found = zone("Europe/Dublin")
    assert found.offset == 0
    assert found.summer == Summer(60, Change(3, 5, 0, 60), Change(10, 5, 0, 120))


def test_every_zone_that_a_company_may_choose_can_be_told() -> None:
    untold = []
    for name in sorted(available_timezones() - {"localtime"}):  # the machine's own, whatever it is
        try:
            zone(name)
        except OSError:
            untold.append(name)
    assert untold == []
