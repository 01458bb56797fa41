"""Numbers as people paste them, many at once and in any usual form, made uniform; what can't be read is named."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import phonenumbers
from django.core.exceptions import ValidationError

from belplan.exchange.numbering import normalise
from belplan.exchange.readable import readable

_EXTENSION = re.compile(r"[1-9][0-9]{1,5}")
_BEGINNING = re.compile(r"(?:\+|00)?([0-9][0-9 ./()-]*)[*…]$")
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass
class Pasted:
    """What a text holds."""

    numbers: list[str] = field(default_factory=list)  # digits with country code, or extensions; each once
    beginnings: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)  # as they were written


def read(text: str, country: str) -> Pasted:
    """One number a line, or several parted by commas or semicolons; a beginning ends in *: 32475*.

    Of a line with words, as a table of contacts has, the part with the number counts; a line of words alone is wrong,
    but for the heads of a table's columns.
    """
    found = Pasted()
    for place, line in enumerate(text.strip().split("\n")):
        parts = [part for part in (one.strip(" \r\u00a0\"'") for one in re.split(r"[,;\t]+", line)) if part]
        numbers = [part for part in parts if not _LETTERS.search(part) or re.search(r"\d{3}", part)]
        for part in numbers:
            _take(part, country, found)
        heads = place == 0 and len(parts) > 1
        if parts and not numbers and not heads:
            found.wrong.append(" ".join(parts))
    found.numbers = list(dict.fromkeys(found.numbers))
    found.beginnings = list(dict.fromkeys(found.beginnings))
    return found


def shown(numbers: list[str], beginnings: list[str], country: str) -> str:
    """The same as people read it, one a line."""
    lines = [number if _EXTENSION.fullmatch(number) else readable(number, country) for number in numbers]
    return "\n".join([*lines, *(f"{digits}*" for digits in beginnings)])


def _take(part: str, country: str, found: Pasted) -> None:
    if match := _BEGINNING.fullmatch(part):
        digits = "".join(c for c in match[1] if c.isdigit())
        national = digits.startswith("0") and not part.startswith(("+", "00"))
        digits = _international(digits, country) if national else digits
        (found.beginnings if digits and digits[0] != "0" and len(digits) <= 15 else found.wrong).append(digits or part)
    elif _EXTENSION.fullmatch(part):
        found.numbers.append(part)
    else:
        try:
            found.numbers.append(normalise(part, country))
        except ValidationError:
            found.wrong.append(part)


def _international(digits: str, country: str) -> str:
    """A national beginning, 0475, with its country code: 32475."""
    return f"{phonenumbers.country_code_for_region(country)}{digits.lstrip('0')}"
