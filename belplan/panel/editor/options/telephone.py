"""Fields for telephone numbers: taken in any usual form, shown as people write them."""

from __future__ import annotations

import re
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError

from belplan.callplan.options import Digits
from belplan.exchange.numbering import normalise
from belplan.exchange.readable import readable
from belplan.panel.editor.options.fields import OptionField

_SEPARATORS = re.compile(r"[\s./()\u00a0-]")
_KEPT = re.compile(r"[1-9][0-9]{0,14}")


class TelephoneNumber(OptionField):
    """A number outside, or an extension or a number's beginning."""

    template = "editor/options/telephone.html"

    @property
    def part(self) -> bool:
        """Whether a part of a number will do."""
        mark = self.declared.mark(Digits)
        return bool(mark and mark.part)

    def text(self, value: Any) -> str:
        """As people write it."""
        return readable(super().text(value), self.form.things.country)

    def read(self, sent: str) -> Any:
        """Digits with the country code where that can be told; else what was typed, for the error to name."""
        if not sent.strip():
            return super().read("")
        return as_kept(sent, self.form.things.country, part=self.part)


def as_kept(sent: str, country: str, *, part: bool = False) -> str:
    """A number as plans keep it, or what was sent where it is none."""
    if part and _KEPT.fullmatch(sent.strip()):
        return sent.strip()
    try:
        return normalise(sent, country)
    except ValidationError:
        return _beginning(sent, country) if part else sent


def _beginning(sent: str, country: str) -> str:
    """The beginning of a number: 0475 → 32475, +32 475 → 32475."""
    digits = _SEPARATORS.sub("", sent)
    for sign in ("+", "00"):
        if digits.startswith(sign):
            digits = digits.removeprefix(sign)
            return digits if _KEPT.fullmatch(digits) else sent
    home = f"{phonenumbers.country_code_for_region(country)}{digits.removeprefix('0')}"
    if digits.startswith("0") and _KEPT.fullmatch(home):
        return home
    return digits if _KEPT.fullmatch(digits) else sent
