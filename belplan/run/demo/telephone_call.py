"""One call of one telephone, from ringing to its end, and what was seen and heard of it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from belplan.run.demo import telephone_wire as wire
from belplan.run.demo.sip_message import Display, SipMessage
from belplan.run.demo.telephone_link import Link, TelephoneError


@dataclass(frozen=True)
class Cause:
    """Why a call ended: its last SIP status, and the values of Reason headers (RFC 3326) that came in."""

    code: int
    text: str
    reasons: tuple[str, ...] = ()


@dataclass
class Call:
    """One call. `times` has the moment each state was reached; these and `heard_from` are seconds of the
    machine's monotonic clock. `heard` is the recording, complete once the call has ended; `digits` are the
    keys that the other side has pressed."""

    link: Link = field(repr=False)
    messages_of_telephone: list[SipMessage] = field(repr=False)
    key: str
    direction: Literal["in", "out"]
    sip_call_id: str = ""
    state: wire.State = "calling"
    times: dict[wire.State, float] = field(default_factory=dict)
    cause: Cause | None = None
    heard: Path | None = None
    heard_from: float | None = None
    digits: str = ""
    fault: str | None = None

    async def ringing(self, seconds: float = 10.0) -> None:
        """Until the other side rings (180 or 183), or has answered. Raises TelephoneError when it ended instead."""
        await self._reached("ringing", "answered", seconds=seconds)

    async def answered(self, seconds: float = 30.0) -> None:
        """Until somebody has picked up. Raises TelephoneError when the call ended instead."""
        await self._reached("answered", seconds=seconds)

    async def ended(self, seconds: float = 30.0) -> Cause:
        """Until the call is over and its recording complete."""
        return await self.link.until(lambda: self.cause, f"end of {self.key}", seconds)

    async def audio(self, seconds: float = 10.0) -> float:
        """Until audio can be heard, also before the answer: since when."""
        return await self.link.until(lambda: self.heard_from, f"audio in {self.key}", seconds)

    async def digit(self, count: int = 1, seconds: float = 10.0) -> str:
        """Until the other side has pressed `count` keys in all: the keys."""

        def found() -> str | None:
            return self.digits if len(self.digits) >= count else None

        return await self.link.until(found, f"{count} keys in {self.key}", seconds)

    async def pick_up(self) -> None:
        """Answer a ringing call now."""
        self.link.tell(wire.PickUp(self.key))
        await self.answered()

    async def refuse(self, code: int = 603) -> Cause:
        """Refuse a ringing call with this SIP status."""
        self.link.tell(wire.HangUp(self.key, code))
        return await self.ended()

    async def hang_up(self) -> Cause:
        """Hang up, or give up while it rings (CANCEL)."""
        self.link.tell(wire.HangUp(self.key))
        return await self.ended()

    async def send_digits(self, digits: str) -> None:
        """Press keys: 0-9, *, #, A-D (RFC 4733). Raises TelephoneError when nobody has answered."""
        await self.audio()
        self.link.tell(wire.SendDigits(self.key, digits))

    async def hold(self) -> None:
        """Put the other side on hold: until it has agreed. Raises TelephoneError when nobody has answered or it
        refuses."""
        await self.audio()
        asked_from = len(self.messages)
        self.link.tell(wire.Hold(self.key))

        def found() -> int | str | None:
            told = (m for m in self.messages[asked_from:] if m.direction == "in" and m.method == "INVITE")
            return self.fault or next((m.status for m in told if m.status and m.status >= 200), None)

        outcome = await self.link.until(found, f"hold of {self.key}", 10)
        if outcome != 200:
            raise TelephoneError(f"{self.link.name}: {self.key} could not be held: {outcome}")

    @property
    def messages(self) -> list[SipMessage]:
        """The SIP messages of this call."""
        return [message for message in self.messages_of_telephone if message.call_id == self.sip_call_id]

    @property
    def display(self) -> Display:
        """What the display shows while this incoming call rings."""
        return next(message for message in self.messages if message.starts_a_call).display()

    @property
    def missed(self) -> bool:
        """It rang here until the caller gave up, and nobody took it elsewhere (RFC 3326)."""
        cancels = [m for m in self.messages if m.method == "CANCEL" and m.direction == "in" and m.status is None]
        elsewhere = any(message.says_completed_elsewhere for message in cancels)
        return self.direction == "in" and bool(cancels) and "answered" not in self.times and not elsewhere

    async def _reached(self, *states: wire.State, seconds: float) -> None:
        def found() -> bool:
            return self.cause is not None or self.state in states

        await self.link.until(found, f"{states[0]} in {self.key}", seconds)
        if self.times.keys().isdisjoint(states):
            raise TelephoneError(f"{self.link.name}: {self.key} ended before it was {states[0]}: {self.cause}")

    def take(self, fact: wire.CallState) -> None:
        """Note what the telephone's process says of this call."""
        self.state, self.sip_call_id = fact.state, fact.sip_call_id
        self.times[fact.state] = fact.at
        if fact.state == "ended":
            came_in = (message for message in self.messages if message.direction == "in")
            reasons = [reason for message in came_in for reason in message.headers.get("reason", [])]
            self.cause = Cause(fact.code, fact.reason, tuple(dict.fromkeys(reasons)))
