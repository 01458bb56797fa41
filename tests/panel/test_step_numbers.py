"""Where a step stands reads in the language of who looks."""

from __future__ import annotations

import pytest
from django.utils import translation

from belplan.panel.step_numbers import step_number

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("place", "number"),
    [
        ("1.2", "1.2"),
        ("2[1].3", "2[1].3"),
        ("2[none].1", "2[geen toets].1"),
        ("2[invalid].1", "2[andere toets].1"),
        ("Lunch: 1[busy].2", "Lunch: 1[bezet].2"),
    ],
)
def test_branches_have_words(place: str, number: str) -> None:
    with translation.override("nl"):
        assert step_number(place) == number
