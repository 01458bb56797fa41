"""Stories of the supervisor with small real processes: who starts when, what a crash brings, what is left behind."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from belplan.run import supervisor
from belplan.run.state import RunsAlready, State, StateFile
from belplan.run.supervisor import Part, PartFailed, Supervisor
from tests.run.processes import LEAVES, SECONDS, STAYS, STAYS_WHATEVER_IS_SAID, Hall, hall

pytestmark = pytest.mark.processes


@pytest.fixture
def folder() -> Iterator[Path]:
    # A socket needs a shorter path than pytest's own folders have.
    with tempfile.TemporaryDirectory(prefix="belplan-") as name:
        yield Path(name)


@pytest.fixture
async def here(folder: Path) -> AsyncIterator[Hall]:
    async with hall(folder) as it:
        yield it


def part(here: Hall, name: str, does: str = STAYS, end_seconds: float = 10.0) -> Part:
    """A part that is ready once it has come into the hall."""
    return Part(name, here.words(name, does), lambda: here.hears(f"{name} came"), end_seconds=end_seconds)


def watching(here: Hall, *parts: Part) -> Supervisor:
    folder = here.door.parent
    return Supervisor(parts, StateFile(folder), folder / "log", "http://localhost:1")


@asynccontextmanager
async def running(here: Hall, *parts: Part) -> AsyncIterator[asyncio.Event]:
    """The parts under a supervisor, from the moment when all are ready; the event ends them."""
    stop, ready = asyncio.Event(), asyncio.Event()
    with StateFile(here.door.parent).held(State(os.getpid(), "")):
        work = asyncio.create_task(watching(here, *parts).run(stop, ready.set))
        try:
            await asyncio.wait((work, asyncio.create_task(ready.wait())), return_when=asyncio.FIRST_COMPLETED)
            yield stop
        finally:
            stop.set()
            async with asyncio.timeout(SECONDS):
                await work


async def test_parts_start_one_after_the_other_and_end_in_the_opposite_order(here: Hall) -> None:
    async with running(here, part(here, "switch"), part(here, "engine"), part(here, "web")):
        assert here.heard == ["switch came", "engine came", "web came"]
    await here.hears("switch left")
    assert here.heard[3:] == ["web left", "engine left", "switch left"]


async def test_what_runs_is_told_until_it_has_ended(here: Hall) -> None:
    file = StateFile(here.door.parent)
    async with running(here, part(here, "engine"), part(here, "web")):
        state = file.read()
        assert state
        assert state.ready
        assert state.running
        assert {name: told.pid for name, told in state.parts.items()} == here.pids
    assert file.read() is None


async def test_a_part_that_was_killed_is_started_again_and_the_others_know_nothing_of_it(
    here: Hall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    async with running(here, part(here, "engine"), part(here, "web")):
        first, web = here.pids["engine"], here.pids["web"]
        os.kill(first, signal.SIGKILL)
        await here.hears("engine came", times=2)
        state = StateFile(here.door.parent).read()
        assert state
        assert state.parts["engine"].restarts == 1
        assert state.parts["web"].restarts == 0
        assert here.pids["engine"] != first
        assert here.pids["web"] == web
    assert "engine ended with code -9" in caplog.text


async def test_a_part_that_crashes_again_and_again_is_given_ever_more_time(
    here: Hall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.04)
    caplog.set_level(logging.WARNING)
    async with running(here, part(here, "web", LEAVES)):
        await here.hears("web came", times=5)
    pauses = [record.args[2] for record in caplog.records if isinstance(record.args, tuple)]
    assert pauses[:4] == [0.01, 0.02, 0.04, 0.04]


async def test_a_part_that_ends_before_it_serves_ends_all_and_says_where_to_look(here: Hall) -> None:
    def never() -> asyncio.Future[None]:
        return asyncio.get_running_loop().create_future()

    async def ready() -> None:
        await never()

    broken = Part("web", here.words("web", LEAVES), ready)
    with pytest.raises(PartFailed, match=r"^web ended with code 3: .* end of .*log/web\.log$"):
        async with running(here, part(here, "engine"), broken):
            pass
    await here.hears("engine left")


async def test_a_part_that_does_not_answer_in_time_ends_all_and_says_so(here: Hall) -> None:
    async def ready() -> None:
        await here.hears("web came")
        raise PartFailed("it did not answer")

    with pytest.raises(PartFailed, match=r"^web did not become ready: it did not answer$"):
        async with running(here, part(here, "engine"), Part("web", here.words("web"), ready)):
            pass
    await here.hears("web left")
    await here.hears("engine left")


async def test_a_program_that_is_not_there_is_named(here: Hall) -> None:
    gone = Part("web", ["/nowhere/at/all"], lambda: here.hears("never"))
    with pytest.raises(PartFailed, match=r"web could not be started \(No such file"):
        async with running(here, part(here, "engine"), gone):
            pass


async def test_a_part_that_does_not_want_to_end_is_killed(here: Hall) -> None:
    async with running(here, part(here, "web", STAYS_WHATEVER_IS_SAID, end_seconds=0.1)):
        pass
    await here.hears("web left")


async def test_a_start_can_be_broken_off(here: Hall) -> None:
    stop = asyncio.Event()

    async def ready() -> None:
        await here.hears("web came")
        stop.set()
        await asyncio.get_running_loop().create_future()

    slow = Part("web", here.words("web"), ready)
    async with asyncio.timeout(SECONDS):
        await watching(here, part(here, "engine"), slow).run(stop, pytest.fail)
    await here.hears("engine left")


async def test_what_parts_say_stands_in_their_logs_and_a_long_log_is_put_aside(
    here: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_LOG", 10)
    logs = here.door.parent / "log"
    logs.mkdir()
    (logs / "web.log").write_text("from an earlier life")
    async with running(here, part(here, "web", "print('good morning', flush=True)\n" + STAYS)):
        pass
    assert (logs / "web.log").read_text() == "good morning\n"
    assert (logs / "web.log.old").read_text() == "from an earlier life"


KILLED = """
import asyncio, sys
from pathlib import Path
from belplan.run.state import State, StateFile
from belplan.run.supervisor import Part, Supervisor
async def at_once(): pass
file = StateFile(Path(sys.argv[1]))
parts = [Part(name, sys.argv[2:-1] + [name], at_once) for name in ("engine", "web")]
with file.held(State(1, "")):
    asyncio.run(Supervisor(parts, file, Path(sys.argv[1]) / "log", "").run(asyncio.Event(), lambda: None))
"""


async def test_nothing_outlives_a_supervisor_that_was_killed(here: Hall) -> None:
    folder = here.door.parent
    words = [sys.executable, "-c", KILLED, str(folder), *here.words("any")]
    process = await asyncio.create_subprocess_exec(*words)
    await here.hears("engine came")
    await here.hears("web came")
    assert StateFile(folder).read()
    process.kill()
    await process.wait()
    await here.hears("engine left")
    await here.hears("web left")
    assert StateFile(folder).read() is None
    assert (folder / "supervisor.json").exists()


def test_only_one_runs_an_installation(folder: Path) -> None:
    file = StateFile(folder)
    with file.held(State(1, "here")):
        with pytest.raises(RunsAlready), file.held(State(2, "there")):
            pass
        state = file.read()
        assert state
        assert state.url == "here"
    with file.held(State(2, "there")):
        pass
    assert file.read() is None
