"""How the people at the far ends behave: what the simulator, and the telephones of the tests, are told to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from belplan.callevents import Ending


@dataclass(frozen=True)
class KeyPress:
    """A key, 0-9, * or #, pressed `at` seconds after entering (a caller) or answering (a telephone)."""

    at: float
    key: str


@dataclass(frozen=True)
class Telephone:
    """A called telephone. As it stands here it rings and nobody comes."""

    answers_after: float | None = None  # seconds of ringing; None: nobody answers
    refuses: Literal[Ending.BUSY, Ending.REFUSED] | None = None  # instead of answering
    refuses_after: float = 0.0  # seconds of ringing; 0: without having rung at all
    registered: bool = True
    talks: float = 60.0  # hangs up after so many seconds of talk
    keys: tuple[KeyPress, ...] = ()


UNREGISTERED = Telephone(registered=False)
BUSY = Telephone(refuses=Ending.BUSY)
NOBODY = Telephone()

BY_NAME: Mapping[str, Telephone] = {
    "nobody": NOBODY,
    "answers": Telephone(answers_after=5),
    "busy": BUSY,
    "refuses": Telephone(refuses=Ending.REFUSED, refuses_after=3),
    "away": UNREGISTERED,
}  # as people choose them


@dataclass(frozen=True)
class Caller:
    """A caller. As it stands here endlessly patient, and never the one who ends the talk."""

    patience: float | None = None  # gives up after so many seconds in the call, unless talking by then
    talks: float | None = None  # hangs up after so many seconds of talk
    keys: tuple[KeyPress, ...] = ()
