"""Requests over WebSockets: for us a third of what the same request costs over HTTP.

Asterisk serves a socket one request after the other, and one that waits for a channel's thread blocks those behind it.
So each socket carries one request at a time, and there are as many as are wanted at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import aiohttp
import msgspec

MOST = 64  # requests under way at once; each socket is a thread in Asterisk
IDLE_SECONDS = 10.0  # a socket that carried nothing for so long is closed

Socket = aiohttp.ClientWebSocketResponse


class LineLost(Exception):
    """The socket broke before the reply came."""


class Response(msgspec.Struct, frozen=True):
    """What Asterisk answers. Whatever else comes over the socket has another type."""

    type: str
    status_code: int = 0
    message_body: str = ""


class _Query(msgspec.Struct, frozen=True):
    name: str
    value: str


class _Request(msgspec.Struct, frozen=True, tag="RESTRequest", omit_defaults=True):
    """What is asked, as Asterisk reads it since 22.4."""

    method: str
    uri: str
    query_strings: tuple[_Query, ...] = ()
    content_type: str = ""
    message_body: str = ""


@dataclass(eq=False)
class _Line:
    """One socket. It carries one request at a time, so that a reply needs no name."""

    socket: Socket
    idle_since: float = 0.0  # on the loop's clock

    async def ask(self, request: bytes) -> Response:
        await self.socket.send_frame(request, aiohttp.WSMsgType.TEXT)
        while True:
            message = await self.socket.receive()
            if message.type is not aiohttp.WSMsgType.TEXT:
                raise LineLost
            response = _decode(message.data)
            if response.type == "RESTResponse":
                return response


class Lines:
    """The sockets of one client; `connect` opens one more, given a name that no other has."""

    def __init__(self, connect: Callable[[str], Awaitable[Socket]]) -> None:
        self._connect = connect
        self._idle: list[_Line] = []  # the one used last is the last
        self._room = asyncio.Semaphore(MOST)
        self._opened = 0
        self._closing: set[asyncio.Task[bool]] = set()
        self._retiring: asyncio.TimerHandle | None = None

    async def ask(self, method: str, uri: str, query: Mapping[str, str], body: bytes | None) -> Response:
        """Ask, and wait for the reply. Raises LineLost, ConnectionError, or what `connect` raises.

        A request that met a socket broken meanwhile is sent once more: ours may all be repeated, since each names
        the object that it makes.
        """
        request = _encode(_request(method, uri, query, body))
        async with self._room:
            if self._idle:
                try:
                    return await self._over(self._idle.pop(), request)
                except (LineLost, ConnectionError):
                    self._close_idle()  # what broke one while it was idle broke the others
            self._opened += 1
            return await self._over(_Line(await self._connect(str(self._opened))), request)

    async def close(self) -> None:
        """Close every socket that carries nothing."""
        if self._retiring is not None:
            self._retiring.cancel()
        self._close_idle()
        await asyncio.gather(*self._closing)

    async def _over(self, line: _Line, request: bytes) -> Response:
        try:
            response = await line.ask(request)
        except BaseException:
            self._close(line)  # its reply may still come
            raise
        self._rest(line)
        return response

    def _rest(self, line: _Line) -> None:
        loop = asyncio.get_running_loop()
        line.idle_since = loop.time()
        self._idle.append(line)
        if self._retiring is None:
            self._retiring = loop.call_later(IDLE_SECONDS, self._retire)

    def _retire(self) -> None:
        loop = asyncio.get_running_loop()
        while self._idle and self._idle[0].idle_since <= loop.time() - IDLE_SECONDS:
            self._close(self._idle.pop(0))
        self._retiring = loop.call_later(IDLE_SECONDS, self._retire) if self._idle else None

    def _close_idle(self) -> None:
        idle, self._idle = self._idle, []
        for line in idle:
            self._close(line)

    def _close(self, line: _Line) -> None:
        task = asyncio.create_task(line.socket.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def _request(method: str, uri: str, query: Mapping[str, str], body: bytes | None) -> _Request:
    parts = tuple(_Query(name, value) for name, value in query.items())
    if body is None:
        return _Request(method, uri, parts)
    return _Request(method, uri, parts, "application/json", body.decode())


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Response).decode
