"""Moments of a leg that stories of a switch wait for, at most ten seconds each, and people who act as most do."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from belplan.callevents import Ending
from belplan.switch.behaviour import Caller, Telephone
from belplan.switch.port import Leg

PATIENT = Caller()
AT_ONCE = Telephone(answers_after=0.5)


def now() -> float:
    return asyncio.get_running_loop().time()


async def end_of(leg: Leg) -> Ending:
    """How it ends."""
    async with asyncio.timeout(10):
        return await asyncio.shield(leg.ended)


async def reached(moment: asyncio.Future[None]) -> None:
    """Until it has come."""
    async with asyncio.timeout(10):
        await asyncio.shield(moment)


async def keys_of(leg: Leg, count: int) -> str:
    async with asyncio.timeout(10):
        return "".join([await leg.keys.get() for _ in range(count)])


async def in_the_background(request: Coroutine[Any, Any, Any], seconds: float = 1.0) -> asyncio.Task[Any]:
    """Begin a request, and let it work for a while."""
    task = asyncio.create_task(request)
    await asyncio.sleep(seconds)
    assert not task.done(), task
    return task
