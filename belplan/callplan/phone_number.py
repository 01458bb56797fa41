"""External numbers in the one form in which they are kept: country code first, digits only (3225805000)."""

from __future__ import annotations

import re

import phonenumbers

_PASTED = re.compile(r"[+0-9(][0-9 ./()\-\u00a0]{5,24}")
NUMBER = re.compile(r"[1-9][0-9]{6,14}")


def looks_pasted(text: str) -> bool:
    """Whether this is a telephone number in some form that people paste."""
    return _PASTED.fullmatch(text.strip()) is not None


def normalised(text: str, country: str) -> str:
    """The kept form of a number as pasted; `country` (ISO 3166) is where a national number belongs.

    Empty when it is no possible number.
    """
    try:
        number = phonenumbers.parse(text.strip(), country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")
