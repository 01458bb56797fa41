"""Amounts and days as people read them. Amounts are whole cents of a euro."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.numbers import format_currency
from django.utils.formats import date_format
from django.utils.translation import get_language

from belplan.billing.prices import CURRENCY
from belplan.exchange.csv_text import separator


def exact(cents: int) -> str:
    """For programs: 1234 → 12.34."""
    return f"{Decimal(cents).scaleb(-2):.2f}"


def money(cents: int) -> str:
    """In the reader's language: 1234 → € 12,34."""
    return str(format_currency(Decimal(cents).scaleb(-2), CURRENCY, locale=get_language() or "en"))


def in_cell(cents: int, language: str) -> str:
    """In a table that a spreadsheet of this language opens: 1234 → 12,34."""
    return exact(cents) if separator(language) == "," else exact(cents).replace(".", ",")


def long_day(value: date) -> str:
    """A day with its year: 1 december 2026."""
    return date_format(value, "j. F Y" if get_language() == "de" else "j F Y")
