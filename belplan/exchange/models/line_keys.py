"""Line keys: what the programmable keys of a telephone do, in the words of no brand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST = 120  # the largest telephones with their extension modules have fewer
KINDS = {
    "line": gettext_lazy("own line"),
    "blf": gettext_lazy("lamp of a colleague or a call plan"),
    "speed_dial": gettext_lazy("speed dial"),
    "do_not_disturb": gettext_lazy("do not disturb"),
    "phonebook": gettext_lazy("phonebook"),
}
WITH_NUMBER = ("blf", "speed_dial")
_NUMBER = re.compile(r"[0-9*#+]{1,32}")
_LABEL = 40  # characters


@dataclass(frozen=True)
class LineKey:
    """One key: the first stands for the telephone's first programmable key, and so on."""

    kind: str
    number: str = ""  # what a lamp watches or a speed dial calls
    label: str = ""

    @property
    def text(self) -> str:
        """What stands beside the key."""
        return self.label or self.number


def read(data: Any) -> tuple[LineKey, ...]:
    """Keys from the form in which a device keeps them: [{"kind": "blf", "number": "202", "label": "Bart"}, ...].

    Raises ValidationError naming the key by its place and the mend.
    """
    if not isinstance(data, list) or len(data) > MOST:
        raise ValidationError(_("Give a list of at most %(most)d keys."), params={"most": MOST})
    return tuple(_read_one(place, entry) for place, entry in enumerate(data, start=1))


def as_data(keys: Iterable[LineKey]) -> list[dict[str, str]]:
    """The form in which a device keeps them."""
    return [{"kind": key.kind, "number": key.number, "label": key.label} for key in keys]


def _read_one(place: int, entry: Any) -> LineKey:
    if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
        raise _wrong(place, _("give its kind, number and label."))
    key = LineKey(entry.get("kind", ""), entry.get("number", ""), entry.get("label", ""))
    if key.kind not in KINDS:
        raise _wrong(place, _("choose one of the kinds: %(kinds)s.") % {"kinds": ", ".join(KINDS)})
    if key.kind in WITH_NUMBER and not _NUMBER.fullmatch(key.number):
        raise _wrong(place, _("write its number in digits, * and #, such as 202."))
    if len(key.label) > _LABEL or not key.label.isprintable():
        raise _wrong(place, _("shorten its label to %(most)d characters on one line.") % {"most": _LABEL})
    return key


def _wrong(place: int, mend: str) -> ValidationError:
    return ValidationError(_("Key %(place)d: %(mend)s"), params={"place": place, "mend": mend})
