"""Stories of requests over WebSockets: one at a time on each, none lost with a socket that broke while it was idle."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
import pytest

from belplan.switch.asterisk import lines
from belplan.switch.asterisk.lines import LineLost, Lines, Socket

pytestmark = pytest.mark.fast


@dataclass(frozen=True)
class Message:
    """What comes over a WebSocket."""

    type: aiohttp.WSMsgType
    data: str = ""


class FakeSocket:
    """Answers each request after a second, in virtual time, unless it is broken."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked: list[dict[str, Any]] = []
        self.broken = self.closed = False

    async def send_frame(self, message: bytes, kind: aiohttp.WSMsgType) -> None:
        assert kind is aiohttp.WSMsgType.TEXT
        if self.broken:
            raise ConnectionResetError
        self.asked.append(json.loads(message))

    async def receive(self) -> Message:
        await asyncio.sleep(1)
        if self.broken:
            return Message(aiohttp.WSMsgType.CLOSED)
        if len(self.asked) == 1:  # what an application is told of itself comes between
            self.asked.append({})
            return text({"type": "ApplicationRegistered"})
        return text({"type": "RESTResponse", "status_code": 200, "message_body": self.name})

    async def close(self) -> bool:
        self.closed = True
        return True


def text(message: dict[str, Any]) -> Message:
    return Message(aiohttp.WSMsgType.TEXT, json.dumps(message))


class Place:
    """Lines, and every socket that they opened."""

    def __init__(self) -> None:
        self.sockets: list[FakeSocket] = []
        self.lines = Lines(self._connect)

    async def _connect(self, name: str) -> Socket:
        self.sockets.append(FakeSocket(name))
        return cast(Socket, self.sockets[-1])

    async def ask(self) -> str:
        return (await self.lines.ask("POST", "channels/a/ring", {}, None)).message_body


async def test_a_request_says_what_it_must_and_no_more() -> None:
    place = Place()
    await place.lines.ask("POST", "channels/a/dial", {"timeout": "5"}, None)
    await place.lines.ask("POST", "channels/create", {}, b'{"variables":{}}')
    (socket,) = place.sockets
    assert [one for one in socket.asked if one] == [
        {
            "type": "RESTRequest",
            "method": "POST",
            "uri": "channels/a/dial",
            "query_strings": [{"name": "timeout", "value": "5"}],
        },
        {
            "type": "RESTRequest",
            "method": "POST",
            "uri": "channels/create",
            "content_type": "application/json",
            "message_body": '{"variables":{}}',
        },
    ]


async def test_requests_at_once_have_a_socket_each_and_later_ones_use_them_again() -> None:
    place = Place()
    assert sorted(await asyncio.gather(place.ask(), place.ask())) == ["1", "2"]
    assert await place.ask() in ("1", "2")
    assert len(place.sockets) == 2


async def test_a_socket_that_broke_while_it_was_idle_costs_no_request() -> None:
    place = Place()
    await asyncio.gather(place.ask(), place.ask())
    for socket in place.sockets:
        socket.broken = True
    assert await place.ask() == "3"
    await asyncio.sleep(0)
    assert [socket.closed for socket in place.sockets] == [True, True, False]


async def test_a_new_socket_that_breaks_is_told() -> None:
    place = Place()
    asked = asyncio.create_task(place.ask())
    await asyncio.sleep(0.5)
    place.sockets[0].broken = True
    with pytest.raises(LineLost):
        await asked


async def test_a_request_given_up_takes_its_socket_along() -> None:
    place = Place()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(place.ask(), 0.5)
    assert await place.ask() == "2"
    assert [socket.closed for socket in place.sockets] == [True, False]


async def test_sockets_that_are_not_needed_any_more_are_closed() -> None:
    place = Place()
    await asyncio.gather(place.ask(), place.ask())
    for _ in range(5):
        await asyncio.sleep(lines.IDLE_SECONDS / 2)
        await place.ask()
    assert sum(socket.closed for socket in place.sockets) == 1
    await asyncio.sleep(lines.IDLE_SECONDS * 2)
    assert all(socket.closed for socket in place.sockets)
    assert await place.ask() == "3"


async def test_closing_leaves_no_socket_open() -> None:
    place = Place()
    await asyncio.gather(place.ask(), place.ask())
    await place.lines.close()
    assert all(socket.closed for socket in place.sockets)
