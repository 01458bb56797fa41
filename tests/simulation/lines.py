"""The wire between the real switch code and the modelled Asterisk, with all that may go wrong on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from belplan.switch.asterisk.client import AriClient, Reply
from belplan.switch.asterisk.events import Event
from belplan.switch.port import SwitchAway
from tests.simulation.faults import CLOSE, REQUEST_SECONDS, Faults

if TYPE_CHECKING:
    from tests.simulation.rest import Rest

TRAVEL = (0.0002, 0.001)  # seconds, of a request and of its reply
EVENT_TRAVEL = 0.0005
SLOW = (0.5, 8.0)  # more on its way for some requests; one whose sender is dead by then was never read


@dataclass
class Wire:
    """What both ends share: the faults of this run, and who writes down what passed."""

    faults: Faults
    chance: Random
    note: Callable[[str, object], None]
    on_event: Callable[[], None]

    def happens(self, share: float) -> bool:
        """Whether a fault comes now."""
        return share > 0 and self.chance.random() < share

    def travel(self) -> float:
        """How long a request, or a reply, is under way."""
        return self.chance.uniform(*TRAVEL)


@dataclass
class _Outcome:
    """What becomes of a request; `mute`: nobody is told."""

    wire: Wire
    future: asyncio.Future[Reply | None]
    done: bool = False
    mute: bool = False


@dataclass
class Request:
    """One REST request, to be replied to once."""

    method: str
    path: tuple[str, ...]
    query: dict[str, str]
    body: Any
    outcome: _Outcome

    def reply(self, status: int, body: object = None) -> None:
        """Answer."""
        outcome = self.outcome
        outcome.done = True
        outcome.wire.note("reply", (self.method, self.path, status))
        if not outcome.mute:
            reply = Reply(status, b"" if body is None else msgspec.json.encode(body))
            asyncio.get_running_loop().call_later(outcome.wire.travel(), _set, outcome.future, reply)


class EventLine:
    """The socket that brings one application's events, until it is broken."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._loop = asyncio.get_running_loop()
        self._arrived: asyncio.Queue[Event | None] = asyncio.Queue()
        self._broken = False
        self._listening = False

    def send(self, event: Event) -> None:
        """Asterisk tells something."""
        wire, faults = self._wire, self._wire.faults
        if wire.happens(faults.lost):
            wire.note("lost", (event.type, event.about))
            return
        late = wire.chance.uniform(0, CLOSE) if wire.happens(faults.reordered) else 0.0
        self._loop.call_later(EVENT_TRAVEL + late, self._arrive, event)
        if wire.happens(faults.doubled):
            self._loop.call_later(EVENT_TRAVEL + wire.chance.uniform(0, CLOSE), self._arrive, event)

    def end(self) -> None:
        """It breaks; what was under way is lost."""
        if not self._broken:
            self._broken = True
            self._wire.note("deaf", "")
            self._arrived.put_nowait(None)

    def _arrive(self, event: Event) -> None:
        if not self._broken:
            self._wire.note("event", (event.type, event.about, event.channel.state if event.channel else ""))
            self._arrived.put_nowait(event)
            self._wire.on_event()

    def __aiter__(self) -> AsyncIterator[Event]:
        return self

    async def __anext__(self) -> Event:
        if not (self._listening or self._broken):
            self._listening = True
            self._wire.note("listens", "")
        event = await self._arrived.get()
        if event is None:
            raise StopAsyncIteration
        return event


class World(Protocol):
    """What a client is connected to."""

    wire: Wire
    rest: Rest


class ModelClient(AriClient):
    """Stands in for the client of ARI: the same words, carried out by the model."""

    def __init__(self, world: World, app: str) -> None:
        self.app = app
        self.cut = False  # its process is dead: nothing passes any more, either way
        self._world = world
        self._loop = asyncio.get_running_loop()
        self._line: EventLine | None = None

    async def close(self) -> None:
        """See AriClient."""

    def kill(self) -> None:
        """Its process dies."""
        self.cut = True
        self._world.rest.asterisk.disconnect(self._line)

    async def request(self, method: str, *path: str, body: object = None, **query: str) -> Reply:
        """See AriClient."""
        wire = self._world.wire
        if self.cut:
            raise SwitchAway("dead")
        outcome: asyncio.Future[Reply | None] = self._loop.create_future()
        delay = wire.travel()
        if wire.happens(wire.faults.refused):
            self._loop.call_later(delay, _set, outcome, None)
        else:
            if wire.happens(wire.faults.slow):
                delay += wire.chance.uniform(*SLOW)
                wire.note("slow", (method, path, query))
            request = Request(method, path, query, body, _Outcome(wire, outcome))
            self._loop.call_later(delay, self._deliver, request, self._loop.time())
        if delay > REQUEST_SECONDS:
            self._loop.call_later(REQUEST_SECONDS, _set, outcome, None)
        reply = await outcome
        if reply is None or self.cut:
            wire.note("no reply", (method, path, query))
            raise SwitchAway("no reply")
        return reply

    def _deliver(self, request: Request, began: float) -> None:
        wire, rest = self._world.wire, self._world.rest
        if not rest.asterisk.running or (self.cut and self._loop.time() - began > SLOW[0]):
            _set(request.outcome.future, None)
            return
        wire.note("request", (request.method, request.path, request.query))
        if wire.happens(wire.faults.unanswered):
            request.outcome.mute = True
            wire.note("mute", (request.method, request.path, request.query))
        if wire.happens(wire.faults.repeated):
            unread = _Outcome(wire, request.outcome.future, mute=True)
            rest.carry_out(Request(request.method, request.path, request.query, request.body, unread))
        rest.carry_out(request)
        if request.outcome.mute or not request.outcome.done:
            self._loop.call_at(began + REQUEST_SECONDS, _set, request.outcome.future, None)

    @asynccontextmanager
    async def events(self) -> AsyncIterator[AsyncIterator[Event]]:
        """See AriClient."""
        await self.request("GET", "channels")  # finds out whether Asterisk is there
        self._line = line = EventLine(self._world.wire)
        self._world.rest.asterisk.connect(line)
        try:
            await self.request("PUT", "applications", self.app, "eventFilter", body={"disallowed": []})
            yield line
        finally:
            self._world.rest.asterisk.disconnect(line)


def _set(outcome: asyncio.Future[Reply | None], reply: Reply | None) -> None:
    if not outcome.done():
        outcome.set_result(reply)
