"""Many threads on one database at the same moment, with each test's rows really there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from django.db import connection, connections

Answer = TypeVar("Answer")


def at_once(count: int, work: Callable[[int], Answer], folder: Path) -> list[Answer]:
    """Run `work(0)` to `work(count - 1)`, all beginning together, each with a database connection of its own."""
    together = Barrier(count)

    def one(number: int) -> Answer:
        try:
            together.wait()
            return work(number)
        finally:
            connections.close_all()

    with _shared_by_threads(folder), ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@contextmanager
def _shared_by_threads(folder: Path) -> Iterator[None]:
    """SQLite's test database is in memory and this thread's alone: threads get a copy of it as a file, as in real life
    in WAL; afterwards this thread sees what they wrote."""
    if connection.vendor != "sqlite":
        yield
        return
    file, settings = folder / "shared.sqlite3", connections.settings["default"]
    connection.ensure_connection()
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")  # once: a hundred who begin with that at once lock each other out
    copy.close()
    in_memory = settings["NAME"]
    settings["NAME"] = str(file)
    try:
        yield
    finally:
        settings["NAME"] = in_memory
        with sqlite3.connect(file) as copy:
            copy.backup(connection.connection)
        copy.close()
