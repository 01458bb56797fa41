"""Stored numbers as people write them."""

from __future__ import annotations

import phonenumbers


def readable(number: str, country: str) -> str:
    """A stored number for people in `country` (ISO 3166): 3225805000 → 02 580 50 00, or +32 2 580 50 00 abroad.

    What is no external number (an extension, say) stays as it is.
    """
    try:
        parsed = phonenumbers.parse(f"+{number}")
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_valid_number(parsed):
        return number
    home = phonenumbers.region_code_for_number(parsed) == country
    form = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)
