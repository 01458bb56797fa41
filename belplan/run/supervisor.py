"""Starts the parts of the exchange in order, starts one that crashed again, and ends all in the opposite order.

What runs is told in a small state file, so that `belplan status` needs to ask nobody.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

FIRST_PAUSE = 0.5  # seconds before a crashed part is started again; doubled at each crash
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0  # a part that ran so long starts anew with the first pause
END_SECONDS = 10.0  # for a part to end in order before it is killed
PR_SET_PDEATHSIG = 1  # prctl(2): no part outlives a killed supervisor


@dataclass(frozen=True)
class Part:
    """One process. `ready` returns once it serves."""

    name: str
    argv: Sequence[str]
    ready: Callable[[], Awaitable[None]]
    env: Mapping[str, str] | None = None


class PartState(msgspec.Struct):
    """What `belplan status` tells of a part: starting, running, waiting (to be started again) or ended."""

    state: str
    pid: int = 0
    restarts: int = 0
    since: float = 0.0  # seconds since the epoch


class State(msgspec.Struct):
    """The state file."""

    pid: int
    url: str
    ready: bool = False
    parts: dict[str, PartState] = {}


class PartFailed(Exception):
    """A part did not come up at the start; the message says which and where to look."""


class Supervisor:
    """Runs parts until it is told to stop. Their output goes to `log_folder/NAME.log`."""

    def __init__(self, parts: Sequence[Part], state_file: Path, log_folder: Path, url: str) -> None:
        self._parts = parts
        self._file = state_file
        self._logs = log_folder
        self._state = State(pid=os.getpid(), url=url, parts={p.name: PartState("waiting") for p in parts})
        self._stopping = False

    async def run(self, stop: asyncio.Event, on_ready: Callable[[], None]) -> None:
        """Start all, call `on_ready`, keep them running, and end them once `stop` is set. Raises PartFailed."""
        self._logs.mkdir(parents=True, exist_ok=True)
        keepers: list[asyncio.Task[None]] = []
        try:
            for part in self._parts:
                up: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                keepers.append(asyncio.create_task(self._keep(part, up)))
                stopped = asyncio.create_task(stop.wait())
                await asyncio.wait((up, stopped), return_when=asyncio.FIRST_COMPLETED)
                stopped.cancel()
                if stop.is_set():
                    return
                up.result()
            self._state.ready = True
            self._write()
            on_ready()
            await stop.wait()
        finally:
            self._stopping = True
            for keeper in reversed(keepers):
                keeper.cancel()
                with suppress(asyncio.CancelledError):
                    await keeper
            self._file.unlink(missing_ok=True)

    async def _keep(self, part: Part, up: asyncio.Future[None]) -> None:
        """Run one part, again and again; a crash before it was first ready is the caller's matter."""
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            code = await self._run_once(part, up)
            if not up.done():
                up.set_exception(PartFailed(self._why(part, code)))
                return
            if time.monotonic() - began > STEADY_SECONDS:
                pause = FIRST_PAUSE
            self._note(part, "waiting", restarts=self._state.parts[part.name].restarts + 1)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _run_once(self, part: Part, up: asyncio.Future[None]) -> int | str:
        """Start the part and return how it ended: its exit code, or why it never became ready."""
        with (self._logs / f"{part.name}.log").open("ab") as log:
            process = await self._start(part, log)
        self._note(part, "starting", pid=process.pid)
        readiness = asyncio.create_task(self._ready(part, up))
        try:
            ended = asyncio.create_task(process.wait())
            await asyncio.wait((ended, readiness), return_when=asyncio.FIRST_COMPLETED)
            if not ended.done() and readiness.exception():
                return str(readiness.exception())
            return await ended
        finally:
            readiness.cancel()
            await self._end(process)
            if self._stopping:
                self._note(part, "ended")

    async def _ready(self, part: Part, up: asyncio.Future[None]) -> None:
        await part.ready()
        self._note(part, "running")
        if not up.done():
            up.set_result(None)

    @staticmethod
    async def _start(part: Part, log: IO[bytes]) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *part.argv,
            env=part.env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which ends the parts in order
            preexec_fn=_end_with_parent,
        )

    @staticmethod
    async def _end(process: asyncio.subprocess.Process) -> None:
        if process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), END_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()

    def _why(self, part: Part, code: int | str) -> str:
        log = self._logs / f"{part.name}.log"
        if isinstance(code, str):
            return f"{part.name} did not become ready: {code}"
        return f"{part.name} ended at once (exit code {code}). The reason stands at the end of {log}."

    def _note(self, part: Part, state: str, *, pid: int | None = None, restarts: int | None = None) -> None:
        told = self._state.parts[part.name]
        told.state, told.since = state, time.time()
        told.pid = told.pid if pid is None else pid
        told.restarts = told.restarts if restarts is None else restarts
        self._write()

    def _write(self) -> None:
        beside = self._file.with_suffix(".new")
        with suppress(OSError):  # a full disk must not end the exchange
            beside.write_bytes(msgspec.json.encode(self._state))
            beside.replace(self._file)


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def read_state(state_file: Path) -> State | None:
    """What runs, or None when nothing does."""
    try:
        state = msgspec.json.decode(state_file.read_bytes(), type=State)
        os.kill(state.pid, 0)
    except (OSError, msgspec.MsgspecError):
        return None
    return state
