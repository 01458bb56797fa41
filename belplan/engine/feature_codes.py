"""The codes that colleagues dial to arrange something on their telephone: one hand-written list.

docs/feature-codes.md tells people of them. A code is read here; engine.features carries it out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

SIGN_IN = "*35"
DO_NOT_DISTURB, DO_NOT_DISTURB_ON, DO_NOT_DISTURB_OFF = "*25", "*78", "*79"
DIVERSION = "*21"


@dataclass(frozen=True)
class SignOut:
    """Leave the telephone to its own user."""


@dataclass(frozen=True)
class SignIn:
    """Make the telephone that of the user with this extension."""

    extension: str
    pin: str = ""


@dataclass(frozen=True)
class DoNotDisturb:
    """Let one's telephones ring no more, or again; None: whatever it is not now."""

    on: bool | None


@dataclass(frozen=True)
class Divert:
    """Switch the diversion that stands at this place (from 1) in the plan with this internal number."""

    plan: str
    place: int


Feature = SignOut | SignIn | DoNotDisturb | Divert


@dataclass(frozen=True)
class FeatureCode:
    """One code: what is dialled, and what it means. `shown` is all of it that may stand in records."""

    pattern: str
    means: Callable[[Mapping[str, str]], Feature]
    shown: str = ""  # where what is dialled holds a secret


@dataclass(frozen=True)
class Dialled:
    """A code that was dialled: what it means, and what may be told of it."""

    feature: Feature
    shown: str


CATALOGUE: tuple[FeatureCode, ...] = (
    FeatureCode(r"\*35", lambda _: SignOut()),
    FeatureCode(r"\*35\*(?P<extension>\d{2,6})", lambda said: SignIn(said["extension"]), shown=f"{SIGN_IN}*"),
    FeatureCode(
        r"\*35\*(?P<extension>\d{2,6})\*(?P<pin>\d{1,12})",
        lambda said: SignIn(said["extension"], said["pin"]),
        shown=f"{SIGN_IN}*",
    ),
    FeatureCode(r"\*25", lambda _: DoNotDisturb(None)),
    FeatureCode(r"\*78", lambda _: DoNotDisturb(on=True)),
    FeatureCode(r"\*79", lambda _: DoNotDisturb(on=False)),
    FeatureCode(
        r"\*21\*(?P<plan>\d{2,6})\*(?P<place>[1-9]\d{0,2})", lambda said: Divert(said["plan"], int(said["place"]))
    ),
)


def read(bare: str) -> Dialled | None:
    """What was dialled, as a code; None when it is none. A # at the end, as some telephones send it, is left out."""
    text = bare.removesuffix("#")
    for code in CATALOGUE:
        if found := re.fullmatch(code.pattern, text):
            return Dialled(code.means(found.groupdict()), code.shown or text)
    return None


def is_secret(bare: str) -> bool:
    """Whether this may hold a PIN, also one that was typed wrongly: then none of it is told."""
    return bare.startswith(f"{SIGN_IN}*")


def diversion_code(internal: str, place: int) -> str:
    """What to dial, or to put on a key, for the diversion at this place (from 1) of a plan; empty without a number."""
    return f"{DIVERSION}*{internal}*{place}" if internal else ""
