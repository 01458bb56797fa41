"""Asks a caller for keys: a sound that the first key cuts short, then a while to press one, and the next."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from belplan.switch.port import Leg

NEXT_KEY_SECONDS = 2.0  # between the keys of one answer
LAST_KEY = "#"  # ends an answer of several keys


async def ask(leg: Leg, sound: Coroutine[Any, Any, None], seconds: float, most: int) -> str:
    """The keys pressed on this leg, at most so many; empty when none was within `seconds` of the sound's end.

    Raises LegGone.
    """
    pressed = await _first(leg, sound, seconds)
    while pressed.isdecimal() and len(pressed) < most:
        try:
            async with asyncio.timeout(NEXT_KEY_SECONDS):
                key = await leg.keys.get()
        except TimeoutError:
            break
        if key == LAST_KEY:
            break
        pressed += key
    return pressed


async def _first(leg: Leg, sound: Coroutine[Any, Any, None], seconds: float) -> str:
    key = asyncio.create_task(leg.keys.get())
    playing = asyncio.create_task(sound)
    try:
        await asyncio.wait((key, playing), return_when=asyncio.FIRST_COMPLETED)
        if not key.done():
            await playing
            await asyncio.wait((key,), timeout=seconds)
        return key.result() if key.done() else ""
    finally:
        key.cancel()
        playing.cancel()
        await asyncio.gather(key, playing, return_exceptions=True)
