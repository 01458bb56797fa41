"""Numbers as people paste them, in the one form in which they are kept."""

from __future__ import annotations

import pytest

from belplan.callplan.phone_number import looks_pasted, normalised

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("pasted", "country", "kept"),
    [
        ("3225805000", "BE", "3225805000"),
        ("+3225805000", "NL", "3225805000"),
        ("0032 2 580 50 00", "BE", "3225805000"),
        ("02/580.50.00", "BE", "3225805000"),
        ("+32 (0)467 89 01 23", "BE", "32467890123"),
        ("020-123 45 67", "NL", "31201234567"),
        ("12", "BE", ""),
        ("ann", "BE", ""),
    ],
)
def test_a_pasted_number_is_brought_to_its_form(pasted: str, country: str, kept: str) -> None:
    assert normalised(pasted, country) == kept


def test_a_name_is_no_pasted_number() -> None:
    assert looks_pasted("+32 2 580.50.00")
    assert not looks_pasted("user/0475")
