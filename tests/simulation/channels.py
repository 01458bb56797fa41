"""What the model of Asterisk holds: channels with the people at their far ends, and all that each of them heard."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from belplan.switch.asterisk.events import Party
from belplan.switch.behaviour import Caller, Telephone

Hears = Literal["silence", "ringing", "sound", "talk", "fallback"]
By = Literal["person", "engine", "asterisk", "death"]
NOBODY = Party()


@dataclass(eq=False, repr=False)
class Talk:
    """Two people hear each other. Times are of the loop's clock."""

    one: Channel
    other: Channel
    began: float
    ended: float | None = None
    ended_by: By | None = None
    with_tone: bool = False  # a ringing tone went on through it


@dataclass(eq=False, repr=False)
class Sounding:
    """A playback."""

    id: str
    timer: asyncio.TimerHandle | None = None


@dataclass(eq=False, repr=False)
class Channel:
    """One channel and its history; a channel that is over stays in the history only."""

    id: str
    account: str  # of the telephone or trunk
    number: str  # what the caller dialled, or what is dialled over a trunk
    far_end: Caller | Telephone
    began: float
    made: bool  # by the engine
    arguments: tuple[str, ...] = ()
    caller: Party = NOBODY
    shown: Party = NOBODY  # what a telephone displays
    state: Literal["Down", "Ring", "Ringing", "Up"] = "Down"
    in_app: bool = False
    leaving: bool = False
    tone: bool = False  # it hears a ringing tone that Asterisk makes
    signalled: bool = False  # its own telephone makes the ringing tone
    bridge: str = ""
    talk: Talk | None = None
    playing: Sounding | None = None
    waiting: deque[Callable[[], None]] = field(default_factory=deque)  # commands behind the sound
    timers: list[asyncio.TimerHandle] = field(default_factory=list)
    # its history
    entered: float | None = None  # our application
    rang: float | None = None
    answered: float | None = None
    ended: float | None = None
    ended_by: By | None = None
    cause: int = 0
    asked_to_end: float | None = None  # the engine's first request that did so
    fell_back: bool = False
    heard: list[tuple[float, Hears]] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)

    @property
    def hears(self) -> Hears:
        """What it hears right now."""
        if self.talk is not None:
            return "talk"
        if self.playing is not None:
            return "sound"
        if self.tone or self.signalled:
            return "ringing"
        return "silence"

    @property
    def answerer(self) -> Telephone | None:
        """The person called, on a channel that we made."""
        return self.far_end if isinstance(self.far_end, Telephone) else None

    def stop_timers(self) -> None:
        """The person at the far end does nothing more."""
        for timer in self.timers:
            timer.cancel()
        self.timers.clear()
