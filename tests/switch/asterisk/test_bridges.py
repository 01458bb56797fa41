"""Somebody hangs up in the very moment in which two are brought together."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from belplan.switch.asterisk.client import Reply
from belplan.switch.asterisk.holdings import Holdings
from belplan.switch.asterisk.legs import AsteriskLeg
from belplan.switch.asterisk.switch import AsteriskSwitch

pytestmark = [pytest.mark.fast, pytest.mark.asyncio]


class SlowToMake:
    """An Asterisk that takes its time to make a bridge, and serves other requests meanwhile."""

    app = "belplan"

    def __init__(self) -> None:
        self.served: list[str] = []

    async def request(self, method: str, *path: str, **query: str) -> Reply:
        if method == "POST" and len(path) == 2:
            await asyncio.sleep(0.7)
        self.served.append(" ".join((method, *path[2:])))
        return Reply(200, b"")


async def test_a_bridge_that_is_being_made_is_ended_once_it_is_there() -> None:
    ari: Any = SlowToMake()
    switch = AsteriskSwitch("http://nowhere", "", "")
    switch._ari, switch._ours = ari, Holdings(ari)
    talk = asyncio.create_task(switch.connect(AsteriskLeg("wim", ari), AsteriskLeg("ann", ari)))
    await asyncio.sleep(0.5)
    talk.cancel()
    with suppress(asyncio.CancelledError):
        await talk
    assert ari.served == ["POST", "DELETE"]
