"""Frozen facts about calls and live state, emitted as they happen; records, e-mails and live views follow from these.

Times (`at`) are seconds since the epoch, UTC. A fact is identified by its call and its number within the call
(`seq`, from 1), so that reading the journal twice changes nothing. Facts about live state belong to no call.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec


class Phrase(msgspec.Struct, frozen=True):
    """A sentence for people: an English message with named places, translated by whoever shows it.

    `str(phrase)` is the English sentence. A parameter may itself be a phrase (a weekday, say).
    """

    text: str
    params: dict[str, str | Phrase] = {}

    def __str__(self) -> str:
        return self.text.format(**{name: str(value) for name, value in self.params.items()})


def phrase(text: str, **params: object) -> Phrase:
    """Make a phrase; `text` is a message id that the catalogues hold (extraction looks for this call)."""
    return Phrase(text, {k: v if isinstance(v, Phrase) else str(v) for k, v in params.items()})


class Direction(StrEnum):
    """Which way a call goes, as the reports name it."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class Ending(StrEnum):
    """How one leg ended, in telephone words."""

    HUNG_UP = "hung_up"  # after talk, or by us
    BUSY = "busy"  # SIP 486/600
    NO_ANSWER = "no_answer"  # rang out, SIP 408/480 after ringing
    REFUSED = "refused"  # SIP 603/403, or key 1 not pressed
    UNREACHABLE = "unreachable"  # no registration, no route, network failure
    ELSEWHERE = "elsewhere"  # another telephone answered first
    CANCELLED = "cancelled"  # the caller gave up


class Outcome(StrEnum):
    """How a whole call ended."""

    ANSWERED = "answered"  # two people talked
    HUNG_UP = "hung_up"  # the plan ended it by an explicit step
    UNREACHABLE = "unreachable"  # no step left: "niet bereikbaar" was said
    ABANDONED = "abandoned"  # the caller hung up before anyone answered
    BUSY = "busy"  # internal or outbound call: the other side was busy
    NO_ANSWER = "no_answer"
    REFUSED = "refused"  # the other side, or our own limits, refused
    FAILED = "failed"  # our own failure; the reason says which


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag=True):
    """What every fact carries."""

    call: str
    seq: int
    at: float
    company: str  # the company's key
    node: str


class CallStarted(Event, frozen=True, kw_only=True):
    """A call reached us. `dialled` and `caller` as normalised; `caller` empty means withheld."""

    direction: Direction
    caller: str
    caller_name: str
    dialled: str
    seed: int  # of every pseudo-random choice in this call
    caller_party: str = ""  # "user/ann" or "device/lobby" when one of ours calls
    leg: str = ""  # the caller's, on the switch


class PlanEntered(Event, frozen=True, kw_only=True):
    """The call went into a published call plan."""

    plan: str
    version: int
    reason: Phrase


class StepEntered(Event, frozen=True, kw_only=True):
    """The call came to a step, and why. `step` is the step's place in the tree: "1.2" is the second under the first."""

    plan: str
    step: str
    component: str
    reason: Phrase


class Ringing(Event, frozen=True, kw_only=True):
    """A telephone was called. `party` is "user/ann", "device/lobby" or an external number."""

    leg: str
    party: str


class Answered(Event, frozen=True, kw_only=True):
    """A person answered: from here on two people talk."""

    leg: str
    party: str


class LegEnded(Event, frozen=True, kw_only=True):
    """A called telephone is no longer part of the call."""

    leg: str
    party: str
    ending: Ending


class ReadOut(Event, frozen=True, kw_only=True):
    """A call that we placed has read out all it had to say, for the `times`-th time."""

    times: int


class NotificationWanted(Event, frozen=True, kw_only=True):
    """An e-mail about this call is to be sent; the call does not wait for it."""

    to: str
    plan: str
    caller: str
    caller_name: str
    dialled: str


class CallEnded(Event, frozen=True, kw_only=True):
    """The call is over: nothing of it is left on the switch."""

    outcome: Outcome
    reason: Phrase
    hung_up_by: Literal["caller", "callee", "exchange"]


class StateFact(Event, frozen=True, kw_only=True):
    """What a company's live state has become. It belongs to no call; of facts about the same, the last counts."""

    call: str = ""
    seq: int = 0


class DiversionSwitched(StateFact, frozen=True, kw_only=True):
    """A diversion of a plan, by the plan's key and the diversion's name, was switched on or off."""

    plan: str
    diversion: str
    on: bool


class SeatTaken(StateFact, frozen=True, kw_only=True):
    """Somebody signed in at a telephone, by the keys of both; `user` is empty when it is its own user's again."""

    device: str
    user: str


class DoNotDisturbSet(StateFact, frozen=True, kw_only=True):
    """A user wants to be disturbed no more, or again."""

    user: str
    on: bool


AnyStateFact = DiversionSwitched | SeatTaken | DoNotDisturbSet

CallEvent = (
    CallStarted
    | PlanEntered
    | StepEntered
    | Ringing
    | Answered
    | LegEnded
    | ReadOut
    | NotificationWanted
    | CallEnded
    | AnyStateFact
)

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[CallEvent] = msgspec.json.Decoder(CallEvent)


def to_line(event: CallEvent) -> bytes:
    """One journal line, without its newline."""
    return _encoder.encode(event)


def from_line(line: bytes) -> CallEvent:
    """Read a journal line. Raises `msgspec.DecodeError` for a torn or foreign line."""
    return _decoder.decode(line)
