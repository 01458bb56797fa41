"""Twenty minutes at an ordinary load leave the exchange as it was."""

from __future__ import annotations

import pytest

from bench.parts import soak

pytestmark = [pytest.mark.long, pytest.mark.phones]


def test_twenty_minutes_of_ordinary_talks_leave_nothing_behind() -> None:
    results = soak.run(quick=False)
    assert [figure for figure in results.figures if not figure.reached] == []
