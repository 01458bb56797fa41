"""The engine's control door: a Unix socket on which the other processes ask a few things, one JSON line each way.

Typed once and used by both sides. Requests are idempotent; an engine that cannot be reached is `EngineAway`, and
nothing is queued.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import msgspec

from belplan.engine.changes import Place
from belplan.engine.placing import Order
from belplan.engine.presence import DevicePresence
from belplan.engine.recording import RecordingOrder, Stage
from belplan.engine.state import AnyChange, CompanyState
from belplan.engine.watching import RunningCall
from belplan.switch.port import TrunkStanding

log = logging.getLogger(__name__)

ANSWER_SECONDS = 5.0
LONGEST_ANSWER = 2**24  # bytes: what is told of some 40,000 calls at once


class EngineAway(Exception):
    """The engine does not run, or does not answer."""


class Request(msgspec.Struct, frozen=True, tag_field="ask", tag=True):
    """Base of what may be asked."""


class Reload(Request, frozen=True):
    """Read this company's snapshot again, or only the change that was added at `change`."""

    company: str
    change: Place | None = None


class SetClock(Request, frozen=True):
    """Let a demo company's clock stand `seconds` ahead of the true one (0: right again)."""

    company: str
    seconds: float


class Status(Request, frozen=True):
    """What the engine is at."""


class SetState(Request, frozen=True):
    """Change a company's live state; what is so already stays so."""

    company: str
    change: AnyChange


class LiveState(Request, frozen=True):
    """A company's live state."""

    company: str


class AskPresence(Request, frozen=True):
    """What users of a company are at, and where its telephones are registered; both by their keys."""

    company: str
    users: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()


class AskTrunks(Request, frozen=True):
    """How a company's trunks stand with their carriers, by their keys."""

    company: str


class Watch(Request, frozen=True):
    """Tell which calls of a company run, now and after each change, until the visitor goes."""

    company: str


class Reply(msgspec.Struct, frozen=True):
    """What the engine says. `problem` is empty when the request was carried out."""

    problem: str = ""
    calls: int = 0
    companies: int = 0
    legs: int = 0
    connections: int = 0
    state: str = ""  # of a placed call: ringing, reading or ended
    read_out_at: float = 0.0  # of a placed call: the end of the first reading, seconds since the epoch; 0 before
    outcome: str = ""  # of a placed call that has ended
    users: dict[str, str] = {}  # what each asked for is at: a LampState
    devices: dict[str, DevicePresence] = {}  # each asked for that the engine knows
    trunks: dict[str, TrunkStanding] = {}
    recording: Stage | None = None  # None: no such recording, or this account records already
    live: CompanyState | None = None  # as it is after the request
    running: tuple[RunningCall, ...] = ()  # the calls of a company that is watched


class PlaceCall(Request, frozen=True):
    """Ring somebody and read something out; asked again with the same id, nothing more happens."""

    company: str
    order: Order


class CallState(Request, frozen=True):
    """How a call that we placed stands."""

    call: str


class Record(Request, frozen=True):
    """Ring a telephone of a company and record what is said; asked again with the same name, nothing more happens."""

    company: str
    order: RecordingOrder


class RecordingState(Request, frozen=True):
    """How far a recording of a company is; what was said lies in `recording.file_of`."""

    company: str
    name: str


Asked = CallState | LiveState | AskPresence | AskTrunks | RecordingState | Status  # these change nothing
AnyRequest = Reload | SetClock | PlaceCall | Record | SetState | Asked
CarryOut = Callable[[AnyRequest], Awaitable[Reply]]
Follow = Callable[[str], AsyncIterator[tuple[RunningCall, ...]]]
_read_request: Callable[[bytes], AnyRequest | Watch] = msgspec.json.Decoder(AnyRequest | Watch).decode
_read_reply = msgspec.json.Decoder(Reply).decode


def ask(door: Path, request: AnyRequest) -> Reply:
    """Ask the engine, from another process. Raises EngineAway."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(ANSWER_SECONDS)
            line.connect(str(door))
            line.sendall(msgspec.json.encode(request) + b"\n")
            return _read_reply(line.makefile("rb").readline())
    except (OSError, msgspec.MsgspecError) as problem:
        raise EngineAway(str(problem)) from problem


async def watch(door: Path, company: str) -> AsyncGenerator[Reply, None]:
    """Watch a company's calls, from another process. Raises EngineAway, also when the engine goes meanwhile."""
    try:
        reader, writer = await asyncio.open_unix_connection(door, limit=LONGEST_ANSWER)
    except OSError as problem:
        raise EngineAway(str(problem)) from problem
    try:
        writer.write(msgspec.json.encode(Watch(company)) + b"\n")
        while line := await reader.readline():
            yield _read_reply(line)
    except (OSError, ValueError, msgspec.MsgspecError) as problem:  # ValueError: longer than the longest answer
        raise EngineAway(str(problem)) from problem
    finally:
        writer.close()
    raise EngineAway("the engine has ended")


async def with_beats(told: AsyncGenerator[Reply, None], every: float) -> AsyncGenerator[Reply | None, None]:
    """All that is told, and None every so many seconds, however much or little is told between."""
    clock = asyncio.get_running_loop().time
    coming, due = asyncio.create_task(_next(told)), clock() + every
    try:
        while True:
            await asyncio.wait({coming}, timeout=max(0.0, due - clock()))
            if clock() >= due:
                due = clock() + every
                yield None
            if coming.done():
                yield coming.result()
                coming = asyncio.create_task(_next(told))
    finally:
        coming.cancel()
        with contextlib.suppress(asyncio.CancelledError, EngineAway):
            await coming
        await told.aclose()


async def _next(told: AsyncGenerator[Reply, None]) -> Reply:
    return await anext(told)


async def open_door(door: Path, carry_out: CarryOut, follow: Follow) -> asyncio.Server:
    """Listen, readable by the owner only. A socket file left by a killed engine is replaced."""

    async def visitor(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                if isinstance(asked := _asked(line), Watch):
                    await _until_gone(reader, _tell(writer, follow(asked.company)))
                    return
                await _say(writer, asked if isinstance(asked, Reply) else await _carried_out(asked, carry_out))
        except ConnectionError:
            return
        finally:
            writer.close()

    door.unlink(missing_ok=True)
    server = await asyncio.start_unix_server(visitor, door)
    door.chmod(0o600)
    return server


def _asked(line: bytes) -> AnyRequest | Watch | Reply:
    """The request; or, where it is none, what to say to that."""
    try:
        return _read_request(line)
    except msgspec.MsgspecError as problem:
        return Reply(problem=f"this request is not understood: {problem}")


async def _carried_out(request: AnyRequest, carry_out: CarryOut) -> Reply:
    try:
        return await carry_out(request)
    except Exception:
        log.exception("a request at the control door failed")
        return Reply(problem="the engine could not carry this out, see its log")


async def _say(writer: asyncio.StreamWriter, reply: Reply) -> None:
    writer.write(msgspec.json.encode(reply) + b"\n")
    await writer.drain()


async def _tell(writer: asyncio.StreamWriter, running: AsyncIterator[tuple[RunningCall, ...]]) -> None:
    async for calls in running:
        await _say(writer, Reply(running=calls))


async def _until_gone(reader: asyncio.StreamReader, telling: Coroutine[Any, Any, None]) -> None:
    """Go on telling until whoever listens has hung up."""
    tasks = asyncio.create_task(reader.read()), asyncio.create_task(telling)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
