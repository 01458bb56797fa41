"""The asyncio end of the two pipes to a telephone's process: send it commands, await what it tells."""

import asyncio
import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from belplan.run.demo import telephone_wire as wire

START_SECONDS = 15.0
CLOSE_SECONDS = 5.0
LINE_BYTES = 2**20

T = TypeVar("T")


class TelephoneError(Exception):
    """The telephone could not do what was asked; the text says what and why."""


class NotInTime(TelephoneError, TimeoutError):
    """What was waited for did not happen."""


class Link:
    """The process of one telephone; `take` is given each event in order, before those who wait are woken."""

    def __init__(self, name: str, log: Path, take: Callable[[wire.Event], None]) -> None:
        self.name = name
        self.log = log
        self._take = take
        self._ready = False
        self._fault: str | None = None
        self._news: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._process: asyncio.subprocess.Process
        self._listening: asyncio.Task[None]

    async def open(self, start: wire.Start) -> None:
        """Start the process and wait until the telephone listens. Raises TelephoneError when it cannot."""
        with self.log.with_suffix(".stderr").open("wb") as stderr:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "belplan.run.demo.telephone_process"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=stderr,
                limit=LINE_BYTES,
            )
        self._listening = asyncio.create_task(self._listen())
        try:
            self.tell(start)
            await self.until(lambda: self._ready, "start", START_SECONDS)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Let the telephone hang up and sign off; a process that does not leave by itself is ended."""
        self.tell(wire.Close())
        try:
            await asyncio.wait_for(self._process.wait(), CLOSE_SECONDS)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await self._listening

    def tell(self, command: wire.Command) -> None:
        """Send one command; one to a process that has gone is noticed by whoever awaits its effect."""
        pipe = self._process.stdin
        if pipe and not pipe.is_closing():
            with contextlib.suppress(ConnectionError):
                pipe.write(msgspec.json.encode(command) + b"\n")

    async def until(self, ready: Callable[[], T | None], wanted: str, seconds: float) -> T:
        """Until `ready` gives something true: that. Raises NotInTime, or TelephoneError when the process is gone."""
        try:
            async with asyncio.timeout(seconds):
                while not (found := ready()):
                    if self._fault:
                        raise TelephoneError(f"{self.name}: {self._fault} (see {self.log})")
                    await asyncio.shield(self._news)
                return found
        except TimeoutError:
            raise NotInTime(f"{self.name}: no {wanted} within {seconds:g} s (see {self.log})") from None

    async def _listen(self) -> None:
        assert self._process.stdout  # noqa: S101 (it was started with a pipe)
        decode = msgspec.json.Decoder(wire.Event).decode
        while line := await self._process.stdout.readline():
            self._note(decode(line))
            self._spread_news()
        self._fault = self._fault or "its process has ended"
        self._spread_news()

    def _note(self, event: wire.Event) -> None:
        if isinstance(event, wire.Fault) and event.call is None:
            self._fault = event.text
        else:
            self._take(event)
            self._ready = self._ready or isinstance(event, wire.Ready)

    def _spread_news(self) -> None:
        self._news.set_result(None)
        self._news = asyncio.get_running_loop().create_future()
