"""The four processes of an installation, in the order in which they start, and when each counts as ready."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable

import aiohttp

from belplan.engine import door
from belplan.run.environment import Environment
from belplan.run.supervisor import Part, PartFailed
from belplan.switch.asterisk import launch
from belplan.switch.asterisk.config import SwitchConfig

POLL_SECONDS = 0.1
READY_SECONDS = 60.0
GOODBYE_SECONDS = "3"  # for browsers that still read when the panel ends
MAIL_SECONDS = 30.0  # an e-mail under way is sent to its end


def parts(here: Environment, config: SwitchConfig) -> list[Part]:
    """Asterisk, then who steers it, then who reads what happened, then the panel."""
    python = [sys.executable, "-m"]
    environ = dict(os.environ)
    web = ["uvicorn", "belplan.run.asgi:application", "--host", here.host, "--port", str(here.port)]
    web += ["--no-access-log", "--timeout-graceful-shutdown", GOODBYE_SECONDS]
    return [
        Part("asterisk", launch.command(config), lambda: launch.wait_ready(config), launch.environment(config)),
        Part("engine", [*python, "belplan.run.engine_process"], _until(lambda: _engine_answers(here)), environ),
        Part("worker", [*python, "belplan.run.worker"], _at_once, environ, end_seconds=MAIL_SECONDS),
        Part("web", [*python, *web], _until(lambda: web_answers(here)), environ),
    ]


async def _at_once() -> None:
    """The worker serves nobody: it is ready when it runs."""


def _until(answers: Callable[[], Awaitable[bool]]) -> Callable[[], Awaitable[None]]:
    async def ready() -> None:
        try:
            async with asyncio.timeout(READY_SECONDS):
                while not await answers():  # noqa: ASYNC110 - another process can set no event of ours
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise PartFailed(f"it did not answer within {READY_SECONDS:.0f} s") from None

    return ready


async def _engine_answers(here: Environment) -> bool:
    try:
        await asyncio.to_thread(door.ask, here.door, door.Status())
    except door.EngineAway:
        return False
    return True


async def web_answers(here: Environment) -> bool:
    """The panel answers a browser."""
    url = f"http://{'127.0.0.1' if here.host == '0.0.0.0' else here.host}:{here.port}/"  # noqa: S104 (compared)
    try:
        async with aiohttp.ClientSession() as session, session.get(url, allow_redirects=False) as reply:
            return reply.status < 500
    except aiohttp.ClientError:
        return False
