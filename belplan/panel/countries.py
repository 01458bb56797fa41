"""Countries as people call them, for the two capitals (ISO 3166) that are stored."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale
from django.utils.translation import get_language
from phonenumbers import SUPPORTED_REGIONS


def country_names(codes: Iterable[str]) -> list[str]:
    """Their names in the reader's language, in the order given."""
    names = Locale.parse(get_language() or "en", sep="-").territories
    return [names.get(code, code) for code in codes]


def country_choices() -> list[tuple[str, str]]:
    """All that have telephone numbers, by name in the reader's language."""
    codes = sorted(SUPPORTED_REGIONS)
    return sorted(zip(codes, country_names(codes), strict=True), key=lambda choice: choice[1])


def exists(code: str) -> bool:
    """Whether telephone numbers of this country are known."""
    return code in SUPPORTED_REGIONS
