"""The journal on disk: nothing that was promised is lost, whatever dies, and nothing is read twice."""

from __future__ import annotations

import asyncio
import errno
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from belplan.callevents import CallEnded, CallEvent, CallStarted, Direction, Outcome, phrase, to_line
from belplan.engine.journal import Journal
from belplan.engine.journal_reader import (
    START,
    Position,
    end_of,
    nodes,
    numbers_of,
    read,
    remove_read,
    segment_path,
    written_since,
)

pytestmark = pytest.mark.fast
real_disk = pytest.mark.asyncio(loop_factories=["real"])  # the journal's thread knows no virtual time


def started(call: str) -> CallStarted:
    return CallStarted(
        call=call, seq=1, at=1.0, company="demo", node="n1", direction=Direction.INBOUND,
        caller="32475112233", caller_name="", dialled="3225805000", seed=7,
    )  # fmt: skip


def ended(call: str) -> CallEnded:
    return CallEnded(
        call=call, seq=2, at=9.0, company="demo", node="n1", outcome=Outcome.HUNG_UP,
        reason=phrase("The plan ends here."), hung_up_by="exchange",
    )  # fmt: skip


def calls(folder: Path, position: Position = START) -> list[str]:
    return [event.call for event, _ in read(folder, "n1", position)]


def last_position(folder: Path, position: Position = START) -> Position:
    for _, behind in read(folder, "n1", position):
        position = behind
    return position


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 (a thread's work, seen from outside)
            await asyncio.sleep(0.001)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path, "n1", segment=1_000)
    yield journal
    journal.close()


@real_disk
async def test_facts_come_back_as_they_were(tmp_path: Path, journal: Journal) -> None:
    facts: list[CallEvent] = [started("a"), ended("a")]
    for fact in facts:
        journal.append(fact)
    assert await journal.durable()
    assert [fact for fact, _ in read(tmp_path, "n1")] == facts
    assert nodes(tmp_path) == ["n1"]


@real_disk
async def test_the_end_of_a_call_is_synced_and_its_steps_are_not(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    synced: list[list[str]] = []
    monkeypatch.setattr(os, "fdatasync", lambda file: synced.append(calls(tmp_path)))
    journal.append(started("a"))
    await until(lambda: calls(tmp_path) == ["a"])
    assert synced == []
    journal.append(ended("a"))
    assert await journal.durable()
    assert synced == [["a", "a"]]


@real_disk
async def test_calls_that_end_together_share_a_sync(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    syncs = 0

    def slow_disk(file: int) -> None:
        nonlocal syncs
        syncs += 1
        time.sleep(0.02)

    monkeypatch.setattr(os, "fdatasync", slow_disk)
    journal.append(ended("first"))
    await asyncio.sleep(0.005)  # the disk is busy with the first
    for number in range(100):
        journal.append(ended(str(number)))
    answers = await asyncio.gather(*(journal.durable() for _ in range(100)))
    assert all(answers)
    assert syncs == 2


@real_disk
async def test_a_slow_disk_does_not_hold_up_calls(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = threading.Event()
    monkeypatch.setattr(os, "fdatasync", lambda file: disk.wait(10))
    journal.append(ended("a"))
    waiting = asyncio.create_task(journal.durable())
    for number in range(1_000):
        journal.append(started(str(number)))
    assert not waiting.done()  # and yet a thousand facts were taken
    disk.set()
    assert await waiting


@real_disk
async def test_reading_goes_on_where_it_stopped(tmp_path: Path, journal: Journal) -> None:
    journal.append(started("a"))
    await journal.durable()
    position = last_position(tmp_path)
    assert calls(tmp_path, position) == []
    journal.append(ended("a"))
    journal.append(started("b"))
    await journal.durable()
    assert calls(tmp_path, position) == ["a", "b"]
    assert last_position(tmp_path) == end_of(tmp_path, "n1")


@real_disk
async def test_segments_are_begun_anew_and_removed_once_read_and_old(tmp_path: Path, journal: Journal) -> None:
    for number in range(30):
        journal.append(started(str(number)))
        await journal.durable()
    assert calls(tmp_path) == [str(number) for number in range(30)]
    segments = sorted(tmp_path.iterdir())
    assert len(segments) > 3
    read_so_far = Position(numbers_of(tmp_path, "n1")[2], 0)
    assert remove_read(tmp_path, "n1", read_so_far, before=time.time() - 3600) == []
    assert remove_read(tmp_path, "n1", read_so_far, before=time.time() + 1) == segments[:2]


def test_a_line_still_being_written_is_left_for_the_next_time(tmp_path: Path) -> None:
    line = to_line(started("a")) + b"\n"
    path = segment_path(tmp_path, "n1", 1)
    path.write_bytes(line + line[:40])
    position = last_position(tmp_path)
    assert position == Position(1, len(line))
    path.write_bytes(line + line)
    assert calls(tmp_path, position) == ["a"]


def test_a_line_torn_by_a_crash_is_passed_over(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    line = to_line(started("a")) + b"\n"
    segment_path(tmp_path, "n1", 1).write_bytes(line + line[:40])
    segment_path(tmp_path, "n1", 2).write_bytes(line)
    assert calls(tmp_path) == ["a", "a"]
    assert "n1-000001.jsonl" in caplog.text
    assert "32475112233" not in caplog.text


def test_each_start_begins_a_new_segment(tmp_path: Path) -> None:
    segment_path(tmp_path, "n1", 4_000_000_000).write_bytes(b'{"event":"CallSta')
    journal = Journal(tmp_path, "n1")
    journal.append(started("b"))
    journal.close()
    assert segment_path(tmp_path, "n1", 4_000_000_001).exists()
    assert calls(tmp_path) == ["b"]


def test_in_an_emptied_folder_the_journal_goes_on_behind_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    position = START
    for at, call in ((1_800_000_000.0, "a"), (1_800_000_060.0, "b")):
        monkeypatch.setattr(time, "time", lambda at=at: at)
        journal = Journal(tmp_path, "n1")
        journal.append(started(call))
        journal.close()
        assert calls(tmp_path, position) == [call]
        position = last_position(tmp_path)
        segment_path(tmp_path, "n1", position.segment).unlink()


@real_disk
async def test_the_journals_of_two_nodes_are_apart(tmp_path: Path) -> None:
    for node in ("n1", "n1-2"):
        journal = Journal(tmp_path, node)
        journal.append(started(node))
        journal.close()
    assert nodes(tmp_path) == ["n1", "n1-2"]
    assert calls(tmp_path) == ["n1"]


class FullDisk:
    """A disk that takes `room` more bytes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        self.room = room
        self._write = os.write
        monkeypatch.setattr(os, "write", self.write)

    def write(self, file: int, data: bytes) -> int:
        if not self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = self._write(file, data[: self.room])
        self.room -= written
        return written


@real_disk
async def test_a_full_disk_stops_no_call_and_loses_nothing(
    tmp_path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    disk = FullDisk(monkeypatch, room=300)
    monkeypatch.setattr("belplan.engine.journal.RETRY", 0.01)
    for call in "abcdefghij":
        journal.append(ended(call))
    assert not await journal.durable()
    assert "No space left on device" in journal.problem
    assert "free some disk space" in journal.problem
    journal.append(ended("k"))
    disk.room = 1_000_000
    await until(lambda: not journal.problem)
    assert await journal.durable()
    assert calls(tmp_path) == list("abcdefghijk")
    assert journal.problem == ""
    assert caplog.text.count("cannot be written") == 1


@real_disk
async def test_memory_is_bounded_while_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    disk = FullDisk(monkeypatch, room=0)
    monkeypatch.setattr("belplan.engine.journal.RETRY", 0.01)
    journal = Journal(tmp_path, "n1", memory=2_000)
    for number in range(100):
        journal.append(ended(str(number)))
    assert not await journal.durable()
    disk.room = 1_000_000
    journal.close()
    kept = calls(tmp_path)
    assert kept == [str(number) for number in range(len(kept))]
    assert 5 < len(kept) < 20
    assert f"{100 - len(kept)} facts were lost" in caplog.text


def test_closing_on_a_full_disk_ends_and_says_what_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    FullDisk(monkeypatch, room=0)
    journal = Journal(tmp_path, "n1")
    journal.append(ended("a"))
    journal.close()
    assert "facts are lost" in caplog.text


KILLED_ENGINE = """
import asyncio, itertools, os, sys
from pathlib import Path
from belplan.engine.journal import Journal
from tests.engine.test_journal import ended, started

async def main():
    journal = Journal(Path(sys.argv[1]), "n1", segment=5_000)
    for number in itertools.count():
        journal.append(started(str(number)))
        journal.append(ended(str(number)))
        if await journal.durable():
            print(number, flush=True)

asyncio.run(main())
"""


def test_a_killed_engine_loses_no_call_that_it_reported_done(tmp_path: Path) -> None:
    argv = [sys.executable, "-c", KILLED_ENGINE, str(tmp_path)]
    engine = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)  # noqa: S603 (our own words)
    assert engine.stdout
    reported = [engine.stdout.readline().strip() for _ in range(200)]
    engine.kill()
    reported += engine.stdout.read().split()
    engine.stdout.close()
    engine.wait()
    done = [event.call for event, _ in read(tmp_path, "n1") if isinstance(event, CallEnded)]
    assert done[: len(reported)] == reported == [str(number) for number in range(len(reported))]
    assert len(list(tmp_path.iterdir())) > 5


def test_an_engine_that_starts_reads_only_what_may_still_be_going_on(tmp_path: Path) -> None:
    for call in ("old", "new"):
        journal = Journal(tmp_path, "n1")
        journal.append(started(call))
        journal.close()
    first = segment_path(tmp_path, "n1", numbers_of(tmp_path, "n1")[0])
    os.utime(first, (1000.0, 1000.0))
    assert calls(tmp_path, written_since(tmp_path, "n1", 900.0)) == ["old", "new"]
    assert calls(tmp_path, written_since(tmp_path, "n1", 1100.0)) == ["new"]
    assert calls(tmp_path, written_since(tmp_path, "n1", time.time() + 60)) == []
