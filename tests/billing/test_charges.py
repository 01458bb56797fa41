"""What days of a month cost: whole months, parts, halves of a cent, and prices that change midway."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belplan.billing.charges import Rate, Span, charges, pro_rata
from belplan.billing.months import Month, day_of, month_named
from belplan.tenancy.models import Company

pytestmark = pytest.mark.fast

ALWAYS = (Rate(date(2020, 1, 1), 250),)
NOVEMBER, LATER = Month(2026, 11), date(2030, 1, 1)
MONTHS = st.builds(Month, st.integers(2020, 2032), st.integers(1, 12))


def paid(spans: tuple[Span, ...], rates: tuple[Rate, ...] = ALWAYS, month: Month = NOVEMBER) -> list[tuple[int, int]]:
    """Days and cents of each charge."""
    return [(charge.days, charge.cents) for charge in charges(spans, rates, month, LATER)]


@pytest.mark.parametrize("month", [Month(2026, 2), Month(2028, 2), Month(2026, 11), Month(2026, 12), Month(2026, 3)])
def test_a_whole_month_costs_the_price_itself(month: Month) -> None:
    assert paid((Span(date(2025, 1, 1)),), month=month) == [(month.length, 250)]


def test_from_a_day_on_it_costs_its_part_of_the_month() -> None:
    assert paid((Span(date(2026, 11, 24)),)) == [(7, 58)]  # 250 x 7 / 30 = 58.33
    assert paid((Span(date(2026, 11, 30)),)) == [(1, 8)]
    assert paid((Span(date(2026, 12, 1)),)) == []


def test_half_a_cent_is_rounded_up() -> None:
    assert pro_rata(5, 3, 30) == 1  # 0.5
    assert pro_rata(15, 3, 30) == 2  # 1.5
    assert pro_rata(14, 3, 30) == 1  # 1.4


def test_the_last_day_counts_and_a_day_switched_to_and_fro_counts_once() -> None:
    to_and_fro = (Span(date(2026, 11, 3), date(2026, 11, 5)), Span(date(2026, 11, 5), date(2026, 11, 6)))
    assert paid(to_and_fro) == [(4, 33)]


def test_a_price_that_changes_midway_makes_two_charges() -> None:
    rates = (*ALWAYS, Rate(date(2026, 11, 16), 300))
    first, second = charges((Span(date(2026, 1, 1)),), rates, NOVEMBER, LATER)
    assert (first.first, first.last, first.days, first.rate, first.cents) == (
        *(date(2026, 11, 1), date(2026, 11, 15)),
        *(15, 250, 125),
    )
    assert (second.first, second.last, second.days, second.cents) == (
        *(date(2026, 11, 16), date(2026, 11, 30)),
        *(15, 150),
    )


def test_free_days_make_no_charge() -> None:
    assert paid((Span(date(2026, 1, 1)),), ()) == []
    assert paid((Span(date(2026, 1, 1)),), (*ALWAYS, Rate(date(2026, 11, 4), 0))) == [(3, 25)]


def test_a_month_that_runs_counts_up_to_today() -> None:
    [charge] = charges((Span(date(2026, 1, 1)),), ALWAYS, NOVEMBER, date(2026, 11, 24))
    assert (charge.days, charge.cents) == (24, 200)


@given(month=MONTHS, cents=st.integers(1, 99_999), cut=st.integers(1, 31))
def test_a_month_cut_in_two_costs_the_price_give_or_take_a_cent(month: Month, cents: int, cut: int) -> None:
    cut = min(cut, month.length)
    parts = pro_rata(cents, cut, month.length) + pro_rata(cents, month.length - cut, month.length)
    assert parts - cents in (0, 1)
    assert abs(pro_rata(cents, cut, month.length) - Fraction(cents * cut, month.length)) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 10, 24, 21, 59, tzinfo=UTC), date(2026, 10, 24)),  # summer time: 23:59
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),  # the day of 25 hours begins
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),  # and ends, in winter time
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),  # the day of 23 hours
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), date(2026, 12, 1)),  # another month already
    ],
)
def test_a_day_is_the_companys_own_whatever_the_clock_does(at: datetime, day: date) -> None:
    assert day_of(Company(timezone="Europe/Brussels"), at) == day


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-1", "0000-01", "2026-11-01", "²026-11"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        month_named(text)
