"""Typed options of components: what a form shows, a schema says and a check follows.

A reference names another object of the company by its key; `Refers` tells the compiler which kind it must be, so
that existence and owner are checked in one place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from belplan.callevents import phrase
from belplan.callplan.component import _
from belplan.callplan.mends import Mend

RefKind = Literal["user", "device", "plan", "hours", "menu", "sound", "callers", "member"]


@dataclass(frozen=True)
class Refers:
    """Marks a string option as the key of another object of the same company."""

    to: RefKind


@dataclass(frozen=True)
class Words:
    """Marks a choice with what people read for each of its values, as pairs."""

    of: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Spoken:
    """Marks a text that callers hear, in the language that another option names."""

    language: str = "language"


@dataclass(frozen=True)
class Digits:
    """Marks a string as a telephone number, or (`part`) as an extension or the beginning of a number."""

    part: bool = False


@dataclass(frozen=True)
class Unit:
    """Marks a number with what it counts."""

    of: str


@dataclass(frozen=True)
class OnlyWith:
    """Marks an option that says nothing unless one of these others is given."""

    options: tuple[str, ...]


@dataclass(frozen=True)
class OnKeypad:
    """Marks a string as a key of a telephone."""


@dataclass(frozen=True)
class Rings:
    """Marks a ring order with the options that hold who rings and the seconds of each."""

    members: str
    seconds: str


_UNSEEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff]"
)  # controls, rare line breaks, half characters


_BREAKS = {ord(char): " " for char in "\r\n\t"}


def _one_line(value: str) -> str:
    if _UNSEEN.search(value):  # a line break here would reach SIP and mail headers
        raise Mend(phrase("write it on one line, without control characters"))
    return value


def _speakable(value: str) -> str:
    if _UNSEEN.search(value.translate(_BREAKS)):
        raise Mend(phrase("take out the characters that cannot be seen or spoken"))
    return value


Line = Annotated[str, AfterValidator(_one_line)]  # shown on one line
Prose = Annotated[str, AfterValidator(_speakable)]  # spoken; may have several lines
UserRef = Annotated[str, Field(min_length=1), Refers("user")]
DeviceRef = Annotated[str, Field(min_length=1), Refers("device")]
PlanRef = Annotated[str, Field(min_length=1), Refers("plan")]
HoursRef = Annotated[str, Field(min_length=1), Refers("hours")]
MenuRef = Annotated[str, Field(min_length=1), Refers("menu")]
CallersRef = Annotated[str, Field(min_length=1), Refers("callers")]
SoundRef = Annotated[str, Field(min_length=1), Refers("sound")]
# "user/ann", "device/lobby" or an external number in digits with its country code (32467890123)
Member = Annotated[str, Refers("member"), Field(pattern=r"^(user/.+|device/.+|[1-9][0-9]{6,14})$")]
ExternalNumber = Annotated[str, Field(pattern=r"^[1-9][0-9]{6,14}$"), Digits()]  # country code first, no + or 00
Seconds = Annotated[int, Field(ge=1, le=600), Unit(_("seconds"))]
Language = Annotated[
    Literal["nl", "en", "fr", "de"],
    Words((("nl", _("Dutch")), ("en", _("English")), ("fr", _("French")), ("de", _("German")))),
]


class RingOrder(StrEnum):
    """Who of a group rings when."""

    RING_ALL = "ring_all"  # all at once
    MEMORY_HUNT = "memory_hunt"  # always one more, the earlier ones keep ringing
    ROUND_ROBIN = "round_robin"  # one at a time, shuffled for each call
    CASCADE = "cascade"  # one by one, in the order given


Order = Annotated[
    RingOrder,
    Words(
        (
            (RingOrder.RING_ALL, _("All at once")),
            (RingOrder.MEMORY_HUNT, _("Always one more")),
            (RingOrder.ROUND_ROBIN, _("In turn, shuffled")),
            (RingOrder.CASCADE, _("One by one")),
        )
    ),
]
