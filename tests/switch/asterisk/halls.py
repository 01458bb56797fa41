"""Where the stories of one module play: one Asterisk with its telephones, started once."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from belplan.run.demo.telephone_call import Call
from belplan.run.demo.telephone_link import NotInTime
from belplan.switch.port import Held, Switch
from tests.phones.asterisk import configuration, running_asterisk
from tests.switch.asterisk_stage import Hall, open_hall


@asynccontextmanager
async def small_hall() -> AsyncIterator[Hall]:
    """An Asterisk of its own, with a switch and telephones."""
    # Asterisk's control socket needs a shorter path than pytest's own folders have.
    with tempfile.TemporaryDirectory(prefix="belplan-") as folder:
        data = Path(folder)
        with running_asterisk(configuration(data)) as asterisk:
            async with open_hall(asterisk, data) as hall:
                yield hall


async def nothing_is_held(switch: Switch, seconds: float = 0.0) -> None:
    """At once, or within some seconds."""
    until = asyncio.get_running_loop().time() + seconds
    while await switch.held() != Held(0, 0):
        assert asyncio.get_running_loop().time() < until, await switch.held()
        await asyncio.sleep(0.1)


async def talking(one: Call, other: Call) -> None:
    """Until `other` hears a key of `one`; one pressed before they are connected is heard by nobody."""
    for _ in range(10):
        await one.send_digits("5")
        with suppress(NotInTime):
            assert set(await other.digit(seconds=1)) == {"5"}
            return
    raise AssertionError("They do not hear each other")
