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

    Of a line with words, as a table of contacts has, the part with the number counts.
    """
    found = Pasted()
    for part in re.split(r"[\n,;\t]+", text):
        part = part.strip(" \r\u00a0\"'")
        if part and not (_LETTERS.search(part) and not re.search(r"\d{3}", part)):
            _take(part, country, found)
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
