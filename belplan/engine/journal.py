"""The journal of facts on disk: what happened in calls is kept here until the worker has made records of it.

Segments `<node>-<number>.jsonl`, numbered by the time of their beginning, hold one fact a line and are only ever
appended to; each start of the engine begins a new one. A thread writes, so that a slow disk never holds up a call;
facts that end something (a call, a promise of an e-mail) or change live state are synced to the disk, all that wait
together at once.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from concurrent.futures import Future
from pathlib import Path

from belplan.callevents import CallEnded, CallEvent, NotificationWanted, StateFact, to_line
from belplan.engine.journal_reader import numbers_of, segment_path

log = logging.getLogger(__name__)

SEGMENT = 16 * 1024 * 1024  # bytes; then a new one is begun, so that old ones can be removed
MEMORY = 64 * 1024 * 1024  # bytes kept while the disk refuses: some 200,000 facts
RETRY = 1.0  # seconds between tries while the disk refuses
MUST_LAST = (CallEnded, NotificationWanted, StateFact)


class Journal:
    """One node's journal. `append` never waits, never raises and may be called from one thread at a time.

    While the disk refuses, calls go on: facts wait in memory, `problem` says what is wrong, and writing is tried again.
    """

    def __init__(self, folder: Path, node: str, *, segment: int = SEGMENT, memory: int = MEMORY) -> None:
        """Raises OSError where the folder cannot be made."""
        folder.mkdir(parents=True, exist_ok=True)
        self.problem = ""  # a sentence while the disk refuses
        self._folder, self._node = folder, node
        self._segment, self._memory = segment, memory
        self._change = threading.Condition()
        self._waiting = bytearray()  # not yet written
        self._appended = self._safe = 0  # bytes since the start: appended, and synced to the disk
        self._sync_wanted = self._closing = False
        self._lost = 0  # facts that found memory full
        self._waiters: list[tuple[int, Future[bool]]] = []
        self._number = max(numbers_of(folder, node), default=0)
        self._file: int | None = None
        self._size = 0
        self._mid_line = False  # the disk took a part of a line last
        self._writer = threading.Thread(target=self._write_on, name="journal", daemon=True)
        self._writer.start()

    def append(self, event: CallEvent) -> None:
        """Add a fact; it is on its way to the disk when this returns."""
        line = to_line(event) + b"\n"
        with self._change:
            if len(self._waiting) + len(line) > self._memory:
                self._lose()
                return
            self._waiting += line
            self._appended += len(line)
            self._sync_wanted |= isinstance(event, MUST_LAST)
            self._change.notify_all()

    async def durable(self) -> bool:
        """Wait until all facts appended so far outlive a power cut; False at once while the disk refuses."""
        waiter: Future[bool] = Future()
        with self._change:
            self._sync_wanted |= self._safe < self._appended
            self._waiters.append((self._appended, waiter))
            self._answer_waiters()
            self._change.notify_all()
        return await asyncio.wrap_future(waiter)

    def close(self) -> None:
        """Write what waits, then stop. Facts that the disk still refuses are lost, and logged as such."""
        with self._change:
            self._closing = self._sync_wanted = True
            self._change.notify_all()
        self._writer.join()
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _lose(self) -> None:
        self._lost += 1
        if self._lost == 1:
            log.error("The journal's memory is full: from now on facts are lost until the disk can be written again.")

    def _answer_waiters(self) -> None:
        left = []
        for target, waiter in self._waiters:
            if self._safe < target and not self.problem:
                left.append((target, waiter))
            elif waiter.set_running_or_notify_cancel():
                waiter.set_result(self._safe >= target)
        self._waiters = left

    def _write_on(self) -> None:
        while self._wait_for_work():
            last_try = self._closing
            try:
                self._write_batch()
            except OSError as error:
                self._refused(error)
                if last_try:
                    log.error("%d bytes of facts are lost: the disk refused them at the end.", len(self._waiting))
                    return

    def _wait_for_work(self) -> bool:
        """False when closing and all is done."""
        with self._change:
            if self.problem and not self._closing:
                self._change.wait_for(lambda: self._closing, RETRY)
            self._change.wait_for(lambda: self._waiting or self._sync_wanted or self._closing)
            return bool(self._waiting or self._sync_wanted)

    def _write_batch(self) -> None:
        with self._change:
            batch, sync, end = bytes(self._waiting), self._sync_wanted, self._appended
            self._sync_wanted = False
        try:
            self._write(batch)
            if sync and self._file is not None:
                os.fdatasync(self._file)
        except OSError:
            with self._change:
                self._sync_wanted |= sync
            raise
        self._recovered()
        if sync:
            with self._change:
                self._safe = end
                self._answer_waiters()

    def _write(self, batch: bytes) -> None:
        if not batch:
            return
        file = self._open_segment()
        while batch:
            # A full disk may take a part: what it took stays, and the next try goes on behind it.
            written = os.write(file, batch)
            self._size += written
            self._mid_line = batch[written - 1 : written] != b"\n"
            batch = batch[written:]
            with self._change:
                del self._waiting[:written]

    def _open_segment(self) -> int:
        if self._file is not None and (self._size < self._segment or self._mid_line):
            return self._file
        # The time as the number: also in an emptied folder, numbers go on behind those that were read before.
        number = max(self._number + 1, int(time.time()))
        path = segment_path(self._folder, self._node, number)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        if self._file is not None:
            os.fdatasync(self._file)
            os.close(self._file)
        self._file, self._size, self._number = file, 0, number
        _sync_folder(self._folder)
        return file

    def _refused(self, error: OSError) -> None:
        with self._change:
            first = not self.problem
            cause = error.strerror or str(error)
            self.problem = f"The journal in {self._folder} cannot be written ({cause}): free some disk space."
            self._answer_waiters()
        if first:
            log.error("%s Calls go on; their facts wait in memory.", self.problem)

    def _recovered(self) -> None:
        if self.problem:
            log.warning("The journal is written again; %d facts were lost.", self._lost)
        self.problem, self._lost = "", 0


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
