"""A real SIP telephone in the hands of an asyncio program: dial, ring, talk, hear, and every message on record."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

from belplan.run.demo import telephone_wire as wire
from belplan.run.demo.sip_message import Display, Party, SipMessage
from belplan.run.demo.telephone_call import Call, Cause
from belplan.run.demo.telephone_link import Link, NotInTime, TelephoneError
from belplan.run.demo.telephone_wire import (
    Answer,
    Behaviour,
    LetRing,
    Refuse,
    SipAccount,
    Transport,
    busy,
    unavailable,
)

__all__ = [
    "Answer",
    "Behaviour",
    "Call",
    "Cause",
    "Display",
    "LetRing",
    "NotInTime",
    "Party",
    "Refuse",
    "SipAccount",
    "SipMessage",
    "Telephone",
    "TelephoneError",
    "busy",
    "unavailable",
]

DIAL_SECONDS = 5.0


class Telephone:
    """One telephone: open it with `async with Telephone.start(...)`.

    `messages` holds every SIP message in order, `calls` every call; `address` is where it listens.
    """

    def __init__(self, start: wire.Start) -> None:
        self.name = start.name
        self.address = ""
        self.messages: list[SipMessage] = []
        self.calls: list[Call] = []
        self._start = start
        self._on_ring = start.on_ring
        self._met = 0
        self._registration: wire.Registration | None = None
        self._link = Link(start.name, Path(start.folder) / f"{start.name}.log", self._take)

    @classmethod
    @contextlib.asynccontextmanager
    async def start(
        cls,
        *,
        name: str,
        folder: Path,
        account: SipAccount | None = None,
        user: str | None = None,
        address: str = "127.0.0.1",
        port: int = 0,
        transport: Transport = "udp",
        plays: Path | None = None,
        codecs: tuple[str, ...] = ("PCMA", "PCMU"),
        on_ring: Behaviour = LetRing(),  # noqa: B008 (immutable)
    ) -> AsyncIterator["Telephone"]:
        """Start a telephone; at the end it hangs up, signs off and is gone.

        With `account` it is a device of an exchange; without, it is a carrier's side of a trunk that sends and
        accepts calls as `user` over `transport`. `plays` is a 16-bit mono WAV, repeated to whoever it talks with.
        `port` 0 takes a free one. `folder`, which exists, gets its log and its recordings, each under its name.
        Raises TelephoneError where it cannot start.
        """
        telephone = cls(
            wire.Start(
                name=name,
                user=account.user if account else user or name.lower(),
                address=address,
                port=port,
                transport=account.transport if account else transport,
                account=account,
                plays=str(plays) if plays else None,
                folder=str(folder),
                codecs=codecs,
                on_ring=on_ring,
            )
        )
        await telephone._link.open(telephone._start)
        try:
            yield telephone
        finally:
            await telephone._link.close()

    # What a person does

    @property
    def on_ring(self) -> Behaviour:
        """How the next incoming call is met."""
        return self._on_ring

    @on_ring.setter
    def on_ring(self, behaviour: Behaviour) -> None:
        self._on_ring = behaviour
        self._link.tell(wire.OnRing(behaviour))

    async def registered(self, seconds: float = 10.0) -> None:
        """Until the registrar has accepted this telephone. Raises TelephoneError when it refuses."""
        answer = await self._link.until(lambda: self._registration, "answer of its registrar", seconds)
        if not answer.active:
            raise TelephoneError(f"{self.name}: not registered: {answer.code} {answer.reason}")

    async def dial(
        self,
        target: str,
        *,
        headers: dict[str, str] | None = None,
        from_user: str | None = None,
        from_display: str | None = None,
    ) -> Call:
        """Place a call: a number at its own exchange, or a whole SIP URI. Raises TelephoneError for a wrong URI."""
        call = Call(self._link, self.messages, f"out-{len(self.calls) + 1}", "out")
        self.calls.append(call)
        caller = self._caller(from_user, from_display)
        self._link.tell(wire.Dial(call.key, self._uri(target), caller, headers or {}))
        await self._link.until(lambda: call.fault or call.sip_call_id, "dialled call", DIAL_SECONDS)
        if call.fault:
            raise TelephoneError(f"{self.name}: cannot dial {target!r}: {call.fault}")
        return call

    async def rings(self, seconds: float = 10.0) -> Call:
        """Until a call comes in that no earlier `rings` has returned: that call."""

        def found() -> Call | None:
            return next((call for call in self.incoming[self._met :] if call.times), None)

        call = await self._link.until(found, "call", seconds)
        self._met += 1
        return call

    # What it shows, and has heard

    @property
    def incoming(self) -> list[Call]:
        """The calls that came in, the first one first."""
        return [call for call in self.calls if call.direction == "in"]

    @property
    def display(self) -> Display | None:
        """What the display showed for the latest incoming call; None before the first."""
        return self.incoming[-1].display if self.incoming else None

    @property
    def missed_calls(self) -> list[Call]:
        """The calls that its list of missed calls shows."""
        return [call for call in self.calls if call.missed]

    @property
    def heard(self) -> Path:
        """The recording of its latest call with audio: mono, 8 kHz, complete once that call has ended."""
        files = [call.heard for call in self.calls if call.heard]
        if not files:
            raise TelephoneError(f"{self.name}: no call with audio yet")
        return files[-1]

    def received(self, method: str) -> list[SipMessage]:
        """The requests of this method that came in, each once however often it was sent again."""
        found = [m for m in self.messages if m.direction == "in" and m.status is None and m.method == method]
        return list({message.identity: message for message in found}.values())

    # Its process

    def _take(self, event: wire.Event) -> None:
        match event:
            case wire.Message(at, direction, text):
                self.messages.append(SipMessage(at, direction, text))
            case wire.Registration():
                self._registration = event
            case wire.Ready(address, port):
                self.address = f"{address}:{port}"
            case _:
                self._take_of_call(event)

    def _take_of_call(self, event: wire.Event) -> None:
        match event:
            case wire.CallState():
                self._call(event.call).take(event)
            case wire.AudioStarted(at, key, file):
                call = self._call(key)
                call.heard_from, call.heard = at, Path(file)
            case wire.DigitHeard(_, key, digit):
                self._call(key).digits += digit
            case wire.Fault(text, str(key)):
                self._call(key).fault = text

    def _call(self, key: str) -> Call:
        call = next((call for call in self.calls if call.key == key), None)
        if call is None:
            call = Call(self._link, self.messages, key, "in")
            self.calls.append(call)
        return call

    def _uri(self, target: str) -> str:
        if target.startswith(("sip:", "sips:")):
            return target
        if not self._start.account:
            raise TelephoneError(f"{self.name}: without an account, dial an address such as sip:100@127.0.0.1")
        account = self._start.account
        return f"sip:{quote(target, safe='*+')}@{account.server};transport={account.transport}"

    def _caller(self, user: str | None, display: str | None) -> str | None:
        if user is None and display is None:
            return None
        host = self._start.account.server if self._start.account else self.address
        name = '"' + display.replace("\\", "\\\\").replace('"', '\\"') + '" ' if display else ""
        return f"{name}<sip:{quote(user or self._start.user, safe='*+')}@{host}>"
