"""What every test shares: how async tests run, and that nothing is skipped where a run is to vouch for the code.

An async test with the marker `fast` runs on virtual time: `asyncio.sleep(3600)` returns at once with the loop's clock
an hour further, `asyncio.timeout` and friends follow, and a test that would hang fails with `NothingLeft`, which says
where. Sockets, processes and signals do not work there. All other async tests run on a real event loop; so does a
fast test marked `@pytest.mark.asyncio(loop_factories=["real"])`. Async fixtures run on the loop of their test.

With CI in the environment a skipped test counts as a failed one.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Generator
from typing import TypeVar

import pytest

from belplan.switch.virtual_time import VirtualTimeLoop

LoopFactory = Callable[[], asyncio.AbstractEventLoop]
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> dict[str, LoopFactory]:
    """Choose the event loop of a test by its markers."""
    loops: dict[str, LoopFactory] = {"virtual": VirtualTimeLoop, "real": asyncio.new_event_loop}
    chosen = item.get_closest_marker("asyncio")
    if chosen and "loop_factories" in chosen.kwargs:
        return loops
    name = "virtual" if item.get_closest_marker("fast") else "real"
    return {name: loops[name]}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that skips itself."""
    report = yield
    return _vouched(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A file that skips itself whole."""
    report = yield
    return _vouched(report)


def _vouched(report: Report) -> Report:
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which under CI is a failure: {report.longrepr}"
    return report
