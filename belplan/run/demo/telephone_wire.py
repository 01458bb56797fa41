"""What a telephone's process and its handle say to each other: one JSON object a line, typed on both sides."""

from typing import Literal

from msgspec import Struct

Transport = Literal["udp", "tcp", "tls"]
State = Literal["calling", "ringing", "answered", "ended"]


class SipAccount(Struct, frozen=True, kw_only=True):
    """The account of a device: its digest credentials (RFC 3261 section 22) and where its exchange listens.

    `server` is "address:port". With `register=False` the credentials only answer challenges.
    """

    user: str
    secret: str
    server: str
    transport: Transport = "udp"
    register: bool = True

    def __repr__(self) -> str:
        return f"SipAccount(user={self.user!r}, server={self.server!r}, transport={self.transport!r})"


class Answer(Struct, frozen=True, tag="answer"):
    """The person picks up `after` seconds of ringing."""

    after: float = 0.0


class Refuse(Struct, frozen=True, tag="refuse"):
    """The telephone refuses the call `after` seconds of ringing, or without ringing when that is 0."""

    code: int = 603
    after: float = 0.0


class LetRing(Struct, frozen=True, tag="let_ring"):
    """Nobody picks up."""


Behaviour = Answer | Refuse | LetRing


def busy() -> Refuse:
    """Engaged: 486 (RFC 3261 section 21.4.24)."""
    return Refuse(486)


def unavailable() -> Refuse:
    """Reachable but out of service: 480 (RFC 3261 section 21.4.18)."""
    return Refuse(480)


# From the handle to the process


class Start(Struct, frozen=True, kw_only=True, tag="start"):
    """The first line: what this telephone is. `port` 0 takes any free one."""

    name: str
    user: str
    address: str
    port: int
    transport: Transport
    account: SipAccount | None
    plays: str | None
    folder: str
    codecs: tuple[str, ...]
    on_ring: Behaviour


class OnRing(Struct, frozen=True, tag="on_ring"):
    """How every later call is met."""

    behaviour: Behaviour


class Dial(Struct, frozen=True, tag="dial"):
    """Place a call. `caller` replaces the whole From header value; None keeps the account's own."""

    call: str
    target: str
    caller: str | None
    headers: dict[str, str]


class PickUp(Struct, frozen=True, tag="pick_up"):
    """Answer a ringing call now."""

    call: str


class HangUp(Struct, frozen=True, tag="hang_up"):
    """End a call in any phase; `code` is what a ringing call is refused with, 0 what suits the phase."""

    call: str
    code: int = 0


class SendDigits(Struct, frozen=True, tag="send_digits"):
    """Press keys (RFC 4733)."""

    call: str
    digits: str


class Hold(Struct, frozen=True, tag="hold"):
    """Put the other side on hold, by the address 0.0.0.0 (RFC 3264 section 8.4): nothing is heard either way."""

    call: str


class Close(Struct, frozen=True, tag="close"):
    """Hang up, sign off at the registrar, end the process."""


Command = Start | OnRing | Dial | PickUp | HangUp | SendDigits | Hold | Close


# From the process to the handle; `at` is seconds of the machine's monotonic clock


class Ready(Struct, frozen=True, tag="ready"):
    """The telephone listens on `address`:`port`."""

    address: str
    port: int


class Registration(Struct, frozen=True, tag="registration"):
    """The registrar's word; `active` tells whether calls reach this telephone now."""

    active: bool
    code: int
    reason: str


class Message(Struct, frozen=True, tag="message"):
    """One SIP message as it was on the wire."""

    at: float
    direction: Literal["in", "out"]
    text: str


class CallState(Struct, frozen=True, tag="call_state"):
    """A call reached `state`; `code` and `reason` are the last SIP status seen on it."""

    at: float
    call: str
    incoming: bool
    sip_call_id: str
    state: State
    code: int
    reason: str


class AudioStarted(Struct, frozen=True, tag="audio_started"):
    """From here on the call's recording in `file` grows."""

    at: float
    call: str
    file: str


class DigitHeard(Struct, frozen=True, tag="digit_heard"):
    """The other side pressed a key."""

    at: float
    call: str
    digit: str


class Fault(Struct, frozen=True, tag="fault"):
    """Something that this telephone could not do; `call` says for which call, if for one."""

    text: str
    call: str | None = None


Event = Ready | Registration | Message | CallState | AudioStarted | DigitHeard | Fault
