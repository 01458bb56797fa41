"""Starts the parts of the exchange in order, starts one that crashed again, and ends all in the opposite order."""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from belplan.run.state import PartState, State, StateFile

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.5  # seconds before a crashed part is started again; doubled at each crash
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0  # a part that ran so long starts anew with the first pause
LONGEST_LOG = 20_000_000  # bytes; one that is longer when its part starts is put aside
PR_SET_PDEATHSIG = 1  # prctl(2)


@dataclass(frozen=True)
class Part:
    """One process. `ready` returns once it serves, or raises what keeps it from serving."""

    name: str
    argv: Sequence[str]
    ready: Callable[[], Awaitable[None]]
    env: Mapping[str, str] | None = None
    end_seconds: float = 10.0  # to end in order before it is killed


class PartFailed(Exception):
    """A part did not come up; the message says which, why, and where to look."""


class Supervisor:
    """Runs parts until it is told to stop, and tells how they are in `file`. Their output goes to `logs`/NAME.log."""

    def __init__(self, parts: Sequence[Part], file: StateFile, logs: Path, url: str) -> None:
        self._parts = parts
        self._file = file
        self._logs = logs
        self._state = State(os.getpid(), url, parts={part.name: PartState("waiting") for part in parts})
        self._stopping = False

    async def run(self, stop: asyncio.Event, on_ready: Callable[[], None]) -> None:
        """Start all, call `on_ready`, keep all running, and end them once `stop` is set. Raises PartFailed, OSError."""
        self._logs.mkdir(parents=True, exist_ok=True)
        stopped = asyncio.create_task(stop.wait())
        keepers: list[asyncio.Task[None]] = []
        try:
            for part in self._parts:
                up: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                keepers.append(asyncio.create_task(self._keep(part, up)))
                await asyncio.wait((up, stopped), return_when=asyncio.FIRST_COMPLETED)
                if stop.is_set():
                    return
                up.result()
            self._state.ready = True
            self._file.write(self._state)
            on_ready()
            await stopped
        finally:
            stopped.cancel()
            await self._end_all(keepers)

    async def _end_all(self, keepers: Sequence[asyncio.Task[None]]) -> None:
        self._stopping = True
        for keeper in reversed(keepers):
            keeper.cancel()
            with suppress(asyncio.CancelledError):
                await keeper

    async def _keep(self, part: Part, up: asyncio.Future[None]) -> None:
        """Run one part, again and again; one that ends before it was ever ready is the caller's matter."""
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            why = await self._run_once(part, up)
            if not up.done():
                up.set_exception(PartFailed(f"{part.name} {why}"))
                return
            if time.monotonic() - began > STEADY_SECONDS:
                pause = FIRST_PAUSE
            log.warning("%s %s. It is started again in %g s.", part.name, why, pause)
            self._note(part, "waiting", restarts=self._state.parts[part.name].restarts + 1)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _run_once(self, part: Part, up: asyncio.Future[None]) -> str:
        """Start the part, see it end, and return why it did, in words that go on after its name."""
        try:
            process = await self._start(part)
        except OSError as problem:
            return f"could not be started ({problem.strerror or problem})"
        self._note(part, "starting", pid=process.pid)
        readiness = asyncio.create_task(self._ready(part, up))
        ended = asyncio.create_task(process.wait())
        try:
            await asyncio.wait((ended, readiness), return_when=asyncio.FIRST_COMPLETED)
            if not ended.done() and (failure := readiness.exception()):
                return f"did not become ready: {failure}"
            return f"ended with code {await ended}: the reason stands at the end of {self._log(part)}"
        finally:
            readiness.cancel()
            await self._end(part, process)
            await asyncio.gather(readiness, ended, return_exceptions=True)
            if self._stopping:
                self._note(part, "ended")

    async def _ready(self, part: Part, up: asyncio.Future[None]) -> None:
        await part.ready()
        self._note(part, "running")
        if not up.done():
            up.set_result(None)

    async def _start(self, part: Part) -> asyncio.subprocess.Process:
        with self._open_log(part) as output:
            return await asyncio.create_subprocess_exec(
                *part.argv,
                env=part.env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which ends the parts in order
                preexec_fn=_end_with_parent,
            )

    def _log(self, part: Part) -> Path:
        return self._logs / f"{part.name}.log"

    def _open_log(self, part: Part) -> IO[bytes]:
        path = self._log(part)
        if path.exists() and path.stat().st_size > LONGEST_LOG:
            path.replace(path.with_suffix(".log.old"))
        return path.open("ab")

    @staticmethod
    async def _end(part: Part, process: asyncio.subprocess.Process) -> None:
        if process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), part.end_seconds)
        except TimeoutError:
            process.kill()
            await process.wait()

    def _note(self, part: Part, state: str, *, pid: int | None = None, restarts: int | None = None) -> None:
        told = self._state.parts[part.name]
        told.state, told.since = state, time.time()
        told.pid = told.pid if pid is None else pid
        told.restarts = told.restarts if restarts is None else restarts
        self._file.write(self._state)


def _end_with_parent() -> None:
    """In the new process: end when the supervisor does, even when that is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
