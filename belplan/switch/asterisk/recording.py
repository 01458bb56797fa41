"""What is said on one channel, from the request until the file is ours and Asterisk keeps nothing of it."""

from __future__ import annotations

import asyncio
import math
import uuid
from http import HTTPStatus
from pathlib import Path

from belplan.switch.asterisk.client import AriClient, Reply
from belplan.switch.port import LegGone, SwitchAway

LAST_KEY = "#"
STOP_SECONDS = 1.0  # how long a recording that is given up may take to be over


class Recording:
    """A recording that is about to begin or under way. `over` resolves when Asterisk has written all of it."""

    def __init__(self, ari: AriClient, channel: str, seconds: float) -> None:
        self.name = str(uuid.uuid4())
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.failed = ""  # why nothing was recorded
        self._ari = ari
        # A task, so that the request is seen through whatever becomes of us: only then can it be given up.
        self.started: asyncio.Task[Reply] = asyncio.create_task(self._start(channel, seconds))

    async def _start(self, channel: str, seconds: float) -> Reply:
        reply = await self._ari.request(
            "POST",
            "channels",
            channel,
            "record",
            name=self.name,
            format="wav",
            maxDurationSeconds=str(math.ceil(seconds)),
            beep="true",
            terminateOn=LAST_KEY,
        )
        # A request may be sent twice, and is refused the second time: it records.
        return Reply(HTTPStatus.CREATED, b"") if reply.status == HTTPStatus.CONFLICT else reply

    async def keep(self, path: Path) -> None:
        """Have what was recorded as a file. Raises LegGone where nothing came to be said, OSError, SwitchAway."""
        stored = await self._ari.fetch("recordings", "stored", self.name, "file")
        if not stored.ok:
            raise LegGone
        try:
            path.write_bytes(stored.body)
        except OSError:
            path.unlink(missing_ok=True)
            raise

    async def discard(self) -> None:
        """Return once Asterisk neither records nor keeps it."""
        try:
            if not (await self.started).ok:
                return
            if not self.over.done():
                await self._ari.request("DELETE", "recordings", "live", self.name)
                await asyncio.wait((self.over,), timeout=STOP_SECONDS)
            await self._ari.request("DELETE", "recordings", "stored", self.name)
        except SwitchAway:
            return  # it is removed when Asterisk starts again
        finally:
            self.end()

    async def catch_up(self) -> None:
        """After events were missed: is it over? Raises SwitchAway."""
        if (await self._ari.request("GET", "recordings", "live", self.name)).status == HTTPStatus.NOT_FOUND:
            self.end()

    def end(self, failed: str = "") -> None:
        """Nothing more is recorded."""
        if not self.over.done():
            self.failed = failed
            self.over.set_result(None)
