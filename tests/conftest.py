"""What every test shares: how async tests run.

An async test with the marker `fast` runs on virtual time: `asyncio.sleep(3600)` returns at once with the loop's clock
an hour further, `asyncio.timeout` and friends follow, and a test that would hang fails with `NothingLeft`, which says
where. Sockets, processes and signals do not work there. All other async tests run on a real event loop; so does a
fast test marked `@pytest.mark.asyncio(loop_factories=["real"])`. Async fixtures run on the loop of their test.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from belplan.switch.virtual_time import VirtualTimeLoop

LoopFactory = Callable[[], asyncio.AbstractEventLoop]


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> dict[str, LoopFactory]:
    """Choose the event loop of a test by its markers."""
    loops: dict[str, LoopFactory] = {"virtual": VirtualTimeLoop, "real": asyncio.new_event_loop}
    chosen = item.get_closest_marker("asyncio")
    if chosen and "loop_factories" in chosen.kwargs:
        return loops
    name = "virtual" if item.get_closest_marker("fast") else "real"
    return {name: loops[name]}
