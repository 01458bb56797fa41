"""One sound on one channel, from the request until Asterisk says that it is over."""

from __future__ import annotations

import asyncio
import uuid
from http import HTTPStatus

from belplan.switch.asterisk.client import AriClient, Reply
from belplan.switch.port import Sound, SwitchAway

SILENCE_SECONDS = 1.0  # how long a stopped sound may take to be over


class Playback:
    """A sound that is on its way or playing. `over` resolves when nothing of it is heard any more."""

    def __init__(self, ari: AriClient, channel: str, sound: Sound) -> None:
        self.id = str(uuid.uuid4())
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.failed = False  # nothing, or not all of it, was heard
        self._ari = ari
        # A list, and no comma-separated text: a folder's name may hold a comma. Asterisk adds the ending itself.
        media = {"media": [f"sound:{sound.path.with_suffix('')}"]}
        # A task, so that the request is seen through whatever becomes of us: only then can the sound be stopped.
        self.started: asyncio.Task[Reply] = asyncio.create_task(self._start(channel, media))

    async def _start(self, channel: str, media: dict[str, list[str]]) -> Reply:
        reply = await self._ari.request("POST", "channels", channel, "play", self.id, body=media)
        # A request may be sent twice, and is refused the second time: it plays.
        return Reply(HTTPStatus.CREATED, b"") if reply.status == HTTPStatus.CONFLICT else reply

    async def stop(self) -> None:
        """Return once it is silent. Silent already, or its channel gone: no matter."""
        try:
            if (await self.started).ok and not self.over.done():
                reply = await self._ari.request("DELETE", "playbacks", self.id)
                if reply.status != HTTPStatus.NOT_FOUND:
                    await asyncio.wait((self.over,), timeout=SILENCE_SECONDS)
        except SwitchAway:
            return
        finally:
            self.end()

    async def catch_up(self) -> None:
        """After events were missed: is it over? Raises SwitchAway."""
        reply = await self._ari.request("GET", "playbacks", self.id)
        if reply.status == HTTPStatus.NOT_FOUND:
            self.end()

    def end(self) -> None:
        """Nothing of it is heard any more."""
        if not self.over.done():
            self.over.set_result(None)
