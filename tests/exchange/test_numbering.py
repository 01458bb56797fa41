"""Numbers as people paste them, and extensions that would hide what others need to reach."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from belplan.exchange.numbering import normalise, refuse_hiding

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    "pasted",
    [
        "3225805000",
        "02 580 50 00",
        "02/580.50.00",
        "+32 2 580 50 00",
        "+32 (0)2 580-50-00",
        "0032 2 5805000",
        "(02) 5805000",
    ],
)
def test_every_usual_form_becomes_digits_with_the_country_code(pasted: str) -> None:
    assert normalise(pasted, "BE") == "3225805000"


def test_a_national_number_belongs_to_the_companys_country() -> None:
    assert normalise("020 624 1111", "NL") == "31206241111"
    assert normalise("32475112233", "NL") == "32475112233"


@pytest.mark.parametrize("wrong", ["", "abc", "12", "+32", "0499", "3225805000 ext. 12", "9999999999999999"])
def test_what_is_no_number_is_refused_with_an_example(wrong: str) -> None:
    with pytest.raises(ValidationError, match="3225805000"):
        normalise(wrong, "BE")


@pytest.mark.parametrize(
    ("extension", "country", "hidden"),
    [
        *((str(n), "BE", "") for n in range(100, 109)),
        ("110", "BE", "emergency"),
        ("112", "BE", "emergency"),
        ("101", "BE", "emergency"),
        ("116000", "BE", "emergency"),
        ("116999", "BE", "service"),
        ("1712", "BE", "service"),
        ("1813", "BE", "service"),
        ("1207", "BE", "service"),
        ("1233", "BE", "voicemail"),
        ("123301", "BE", "voicemail"),
        ("112", "NL", "emergency"),
        ("144", "NL", "service"),
        ("17", "FR", "emergency"),
        ("3114", "FR", "service"),
        ("110", "DE", "emergency"),
        ("112", "XX", "emergency"),
    ],
)
def test_an_extension_that_hides_something_is_refused_with_the_reason(
    extension: str, country: str, hidden: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        refuse_hiding(extension, country)
    assert hidden in str(refused.value)
    assert "choose another" in str(refused.value)


@pytest.mark.parametrize("extension", ["10", "12", "20", "201", "800", "1500", "8001", "2000", "99", "123456"])
def test_an_ordinary_extension_is_free_in_belgium(extension: str) -> None:
    refuse_hiding(extension, "BE")
