"""A thin typed client of ARI: events over one WebSocket, requests over a few others, lists over HTTP.

Requests never travel on the events' socket: Asterisk serves a socket one request after the other, and one that waits
for a channel's thread would block the rest. Whoever needs two requests of one channel in order awaits the first.
"""

from __future__ import annotations

import asyncio
import logging
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

import aiohttp
import msgspec
from yarl import URL

from belplan.switch.asterisk.events import Event
from belplan.switch.asterisk.lines import LineLost, Lines
from belplan.switch.port import SwitchAway

REQUEST_SECONDS = 5.0
HEARTBEAT_SECONDS = 10.0  # of the events' socket
# Most events of a call tell nothing that we do not know. Never `allowed`: replies would pass that filter too.
UNHEARD = (
    "BridgeCreated",
    "BridgeDestroyed",
    "ChannelCallerId",
    "ChannelConnectedLine",
    "ChannelCreated",
    "ChannelDialplan",
    "ChannelEnteredBridge",
    "ChannelHangupRequest",
    "ChannelLeftBridge",
    "ChannelUserevent",
    "ChannelVarset",
    "Dial",
    "PlaybackStarted",
    "RecordingStarted",
)

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """What Asterisk answered. 404 and 409 are ordinary: the channel has just gone, or is there already."""

    status: int
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return 200 <= self.status < 300

    def decode(self, kind: type[T]) -> T:
        """The body as `kind`. Raises SwitchAway if it is anything else."""
        try:
            return msgspec.json.decode(self.body, type=kind)
        except msgspec.MsgspecError as error:
            raise SwitchAway(f"Asterisk answered what we do not understand (status {self.status}).") from error


class AriClient:
    """Requests and events of one ARI application. To be used as an asynchronous context manager."""

    def __init__(self, url: str, user: str, password: str, app: str) -> None:
        """`url` is the root of ARI, such as `http://127.0.0.1:8088/ari`."""
        self.app = app
        self._root = URL(url)
        self._session = aiohttp.ClientSession(
            # Lists are asked for now and then: a connection is not kept for the next.
            connector=aiohttp.TCPConnector(limit=0, force_close=True),
            timeout=aiohttp.ClientTimeout(total=REQUEST_SECONDS),
            headers={"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()},
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self._lines = Lines(self._connect)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection; requests under way fail with SwitchAway."""
        await self._lines.close()
        await self._session.close()

    async def request(self, method: str, *path: str, body: object = None, **query: str) -> Reply:
        """Ask, and wait at most 5 s. `path` is given in segments. Raises SwitchAway when there is no reply.

        A request may be sent twice: ours may all be repeated, since each names the object that it makes.
        """
        data = None if body is None else msgspec.json.encode(body)
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                if method == "GET" and len(path) == 1:
                    return await self.fetch(path[0])
                reply = await self._lines.ask(method, "/".join(quote(part, safe="") for part in path), query, data)
                return Reply(reply.status_code, reply.message_body.encode())
        except (aiohttp.ClientError, LineLost, msgspec.MsgspecError, OSError, RuntimeError) as error:
            # TimeoutError is an OSError; a session that was closed says RuntimeError.
            raise _no_answer(error) from error

    async def fetch(self, *path: str) -> Reply:
        """Ask over HTTP for what a WebSocket's frame may be too short for: a list, a file. Raises SwitchAway."""
        try:
            async with self._session.get(self._root.joinpath(*path)) as reply:
                return Reply(reply.status, await reply.read())
        except (aiohttp.ClientError, OSError, RuntimeError) as error:
            raise _no_answer(error) from error

    async def _connect(self, name: str) -> aiohttp.ClientWebSocketResponse:
        # A socket must be some application's. That of our events has one socket only: each other has its own.
        url = (self._root / "events").with_query(app=f"{self.app}.{name}")
        return await self._session.ws_connect(url, timeout=aiohttp.ClientWSTimeout(ws_close=1.0))

    @asynccontextmanager
    async def events(self) -> AsyncIterator[AsyncIterator[Event]]:
        """Be the application until the block is left; iterating gives its events until Asterisk is gone.

        Raises SwitchAway if it cannot be reached.
        """
        url = (self._root / "events").with_query(app=self.app)
        try:
            socket = await self._session.ws_connect(
                url, heartbeat=HEARTBEAT_SECONDS, timeout=aiohttp.ClientWSTimeout(ws_close=1.0)
            )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _no_answer(error) from error
        async with socket:
            # The filter is lost whenever the application's object is: it is set at every connection.
            await self.request("PUT", "applications", self.app, "eventFilter", body={"disallowed": _UNHEARD})
            yield _decoded(socket)


def _no_answer(error: Exception) -> SwitchAway:
    return SwitchAway(f"Asterisk does not answer ({type(error).__name__}).")


_UNHEARD = [{"type": name} for name in UNHEARD]
_decoder = msgspec.json.Decoder(Event)


async def _decoded(socket: aiohttp.ClientWebSocketResponse) -> AsyncIterator[Event]:
    async for message in socket:
        if message.type != aiohttp.WSMsgType.TEXT:
            continue
        try:
            event = _decoder.decode(message.data)
        except msgspec.MsgspecError as error:
            log.error("Asterisk told what we do not understand: %s", error)  # names a field, never its value
        else:
            yield event
