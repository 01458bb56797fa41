"""What a live page is told, as server-sent events (WHATWG HTML, section 9.2), for as long as it may be.

An event `calls` holds JSON (shown.py) and comes at once and after each change; `away` says that the exchange doesn't
answer. Then, as whenever the stream ends, the browser itself comes back after AGAIN.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from belplan.engine.door import EngineAway, Reply, with_beats
from belplan.engine.watching import RunningCall

AGAIN = 3  # seconds, as the page says too
BEAT = 15.0  # seconds between two looks whether the watcher may still watch; proxies see that the line is in use

Words = Callable[[tuple[RunningCall, ...]], dict[str, Any]]
MayWatch = Callable[[], Awaitable[Words | None]]


async def pieces(company: str, may_watch: MayWatch) -> AsyncGenerator[bytes, None]:
    """The stream of a company (its key). `may_watch`: what puts calls into words as of now, or None: it ends."""
    yield f"retry: {AGAIN * 1000}\n\n".encode()
    watch = cast("Callable[[str], AsyncGenerator[Reply, None]]", import_string(settings.BELPLAN_WATCH_ENGINE))
    async with aclosing(with_beats(watch(company), BEAT)) as told:
        try:
            async for piece in _told(told, may_watch):
                yield piece
        except EngineAway:
            yield _event("away", {})


async def _told(told: AsyncGenerator[Reply | None, None], may_watch: MayWatch) -> AsyncGenerator[bytes, None]:
    words, before = await may_watch(), None
    async for reply in told:
        if reply is None:
            words = await may_watch()
            yield b":\n\n"
        if words is None:
            return
        if reply is not None and (now := words(reply.running)) != before:
            before = now
            yield _event("calls", now | {"now": time.time()})  # from which the page knows how far its own clock is off


def _event(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
