"""Small real processes that tell when they are there, and a hall in which one hears them come and go."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

SECONDS = 20.0  # far more than anything takes

COMES = """
import os, signal, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect(sys.argv[1])
line.sendall(f"{sys.argv[2]} {os.getpid()}\\n".encode())
"""
STAYS = COMES + "signal.pause()\n"
STAYS_WHATEVER_IS_SAID = (
    "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + COMES + 3 * "signal.pause()\n"
)
LEAVES = COMES + "sys.exit(3)\n"


@dataclass
class Hall:
    """What was heard: "web came" and "web left" in order, and the process that came last under each name."""

    door: Path
    heard: list[str] = field(default_factory=list)
    pids: dict[str, int] = field(default_factory=dict)
    _change: asyncio.Condition = field(default_factory=asyncio.Condition)

    def words(self, name: str, does: str = STAYS) -> list[str]:
        """The command line of a process that comes under this name."""
        return [sys.executable, "-c", does, str(self.door), name]

    async def hears(self, what: str, times: int = 1) -> None:
        """Wait until this was heard so often. Raises TimeoutError."""
        async with asyncio.timeout(SECONDS), self._change:
            await self._change.wait_for(lambda: self.heard.count(what) >= times)

    async def visitor(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name, pid = (await reader.readline()).decode().split()
        self.pids[name] = int(pid)
        await self._note(f"{name} came")
        await reader.read()
        writer.close()
        await self._note(f"{name} left")

    async def _note(self, what: str) -> None:
        async with self._change:
            self.heard.append(what)
            self._change.notify_all()


@asynccontextmanager
async def hall(folder: Path) -> AsyncIterator[Hall]:
    """A hall whose door is a Unix socket in this folder."""
    it = Hall(folder / "door")
    server = await asyncio.start_unix_server(it.visitor, it.door)
    try:
        yield it
    finally:
        server.close()
        await server.wait_closed()
