"""The few things an exchange can ask of a switch, in telephone words.

Two switches stand behind this port: Asterisk (over ARI) and the simulator (on virtual time). One suite of contract
tests runs against both. A leg is one telephone's, or one trunk line's, connection to the switch.

Rules for both switches:
- A leg that is gone makes no fuss: `hang_up` on it is a no-op, every other request raises `LegGone`.
- Requests are idempotent by leg id; cancelling a request stops what it started (a playback, a ring).
- Whoever hangs up, `leg.ended` is resolved exactly once, after which the switch holds nothing of that leg.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from belplan.callevents import Ending


class LegGone(Exception):
    """The leg ended before the request could be carried out."""


class SwitchAway(Exception):
    """The switch cannot be reached; nothing was done."""


@dataclass(frozen=True)
class Sound:
    """A sound file, 8 or 16 kHz mono WAV on the switch's own disk, and its length in seconds."""

    path: Path
    seconds: float


@dataclass(frozen=True)
class DeviceAddress:
    """One registered telephone, by its SIP account name."""

    account: str


@dataclass(frozen=True)
class TrunkAddress:
    """A number reached over a trunk. `number` holds digits only: nothing else ever gets into a dial string."""

    trunk: str
    number: str


Address = DeviceAddress | TrunkAddress


@dataclass(frozen=True)
class Identity:
    """Who a called telephone sees: name and number; an empty number is withheld."""

    name: str
    number: str
    diverted_by: str = ""  # the number that sent the call on, for carriers (RFC 5806)


@dataclass(frozen=True)
class Invitation:
    """What is known of a call that enters the switch."""

    role: Literal["device", "trunk"]
    account: str  # SIP account name of the device or trunk that it comes from
    dialled: str  # as dialled, not yet normalised
    caller: Identity  # as the far end claims; trusted from trunks only


class LampState(StrEnum):
    """What a lamp key tells of whom it watches."""

    FREE = "free"
    RINGING = "ringing"
    IN_USE = "in_use"
    SHUT = "shut"  # takes no calls now: do not disturb, or a diversion that is on
    UNAVAILABLE = "unavailable"  # no telephone of theirs is registered


@dataclass(frozen=True, slots=True)
class Lamp:
    """What the lamp keys of one group of telephones watch, by the number that such a key dials."""

    group: str
    number: str  # 0-9, * and #


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a telephone is registered from (an IP address), and its User-Agent (RFC 3261 section 20.41) or empty."""

    address: str
    agent: str


class TrunkState(StrEnum):
    """How a trunk stands with its carrier: of one that registers, whether it is; of another, whether it can be."""

    REGISTERED = "registered"
    TRYING = "trying"  # it was asked, and has not answered yet
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    REACHABLE = "reachable"  # there is nothing to register; the carrier's server answers
    UNREACHABLE = "unreachable"  # there is nothing to register; it does not. Some never do, and carry calls


@dataclass(frozen=True, slots=True)
class TrunkStanding:
    """The state, and the SIP status of a refusal (RFC 3261 section 21) where it is known, else 0."""

    state: TrunkState
    status: int = 0


class Leg(ABC):
    """One telephone's connection. Subclasses resolve the futures; the engine only awaits them (shielded).

    `ended` tells what `hang_up` was told when we ended it; a caller who hangs up is CANCELLED before the answer and
    HUNG_UP after it. `ringing` and `answered` stay unresolved when the leg ends before.
    """

    def __init__(self, leg_id: str) -> None:
        loop = asyncio.get_running_loop()
        self.id = leg_id
        self.ringing: asyncio.Future[None] = loop.create_future()  # the far end rings (outgoing legs)
        self.answered: asyncio.Future[None] = loop.create_future()
        self.ended: asyncio.Future[Ending] = loop.create_future()
        self.keys: asyncio.Queue[str] = asyncio.Queue()  # keys pressed on it, one character each

    @abstractmethod
    async def answer(self) -> None:
        """Pick up an incoming leg. Raises LegGone."""

    @abstractmethod
    async def indicate_ringing(self) -> None:
        """Let the caller hear ringing (180) until something else is heard. Raises LegGone."""

    @abstractmethod
    async def play(self, sound: Sound) -> None:
        """Play to this leg and return when the sound has ended; early media while unanswered.

        Cancelling stops the sound before it returns. Raises LegGone when the leg ends meanwhile.
        """

    @abstractmethod
    async def record(self, path: Path, seconds: float) -> None:
        """Beep, then write what is said on this answered leg, until # is pressed, the time is over or the leg ends.

        `path` is then an 8 kHz mono WAV, up to 2 s longer than `seconds`; the # is in `keys` too. Cancelling leaves no
        file. Raises LegGone when the leg ended before anything could be said, OSError when nothing can be written.
        """

    @abstractmethod
    async def hang_up(self, ending: Ending = Ending.HUNG_UP) -> None:
        """End this leg, telling the telephone why; ELSEWHERE keeps it out of its missed calls (RFC 3326)."""


class Switch(ABC):
    """A switch at work. `start` connects; until `stop`, each call that enters is given to `on_call`."""

    @abstractmethod
    async def start(self, on_call: Callable[[Leg, Invitation], None], left: Collection[str] = ()) -> dict[str, Leg]:
        """Connect and begin. Raises SwitchAway.

        `left`: ids of legs that an engine before us had. Those that are still there are returned, in our hands from
        now on; a conversation among them goes on, and `connect` takes it over. Calls that wait for an engine are given
        to `on_call`. Whatever else the switch holds for nobody is ended.
        """

    @abstractmethod
    async def stop(self) -> None:
        """Disconnect; calls in progress are left as they are."""

    @abstractmethod
    async def ring(self, leg_id: str, address: Address, caller: Identity, ring_seconds: float) -> Leg:
        """Begin to ring a telephone and return its leg at once; its futures tell the rest.

        A telephone that cannot be reached, or refuses, is a leg whose `ended` resolves: never an exception.
        After `ring_seconds` unanswered the leg ends with NO_ANSWER by itself. Raises SwitchAway.
        """

    @abstractmethod
    async def connect(self, first: Leg, second: Leg) -> Leg:
        """Let two answered legs talk until one hangs up; return the leg that hung up first.

        The other leg is left, unconnected, to the caller of this method. Cancelling ends the connection.
        Raises LegGone if either was gone already.
        """

    @abstractmethod
    async def lamps(self) -> dict[Lamp, LampState]:
        """Every lamp that was set so far, also before a restart; all others show FREE. Raises SwitchAway."""

    @abstractmethod
    async def set_lamp(self, lamp: Lamp, state: LampState) -> None:
        """Let the keys that watch this lamp show `state` from now on; also those that begin to watch it later.

        Each setting costs a write on the switch's disk: ask for changes only. Raises SwitchAway.
        """

    @abstractmethod
    async def registrations(self) -> Mapping[str, Whereabouts]:
        """Where each telephone is registered, by account; of one that is not there is nothing. Raises SwitchAway.

        A registration may show up a second late; one that a telephone lets run out does so when it expires.
        """

    @abstractmethod
    async def trunks(self, names: Collection[str]) -> Mapping[str, TrunkStanding]:
        """How these trunks stand with their carriers, by account; of one that is not known, nothing. Raises SwitchAway.

        Takes up to 3 s where a server does not answer.
        """

    @abstractmethod
    async def held(self) -> Held:
        """What the switch holds right now: for status and for leak checks. Raises SwitchAway."""


@dataclass(frozen=True)
class Held:
    """Counts of what a switch holds."""

    legs: int
    connections: int
