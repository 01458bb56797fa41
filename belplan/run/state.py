"""What runs of an installation, in a small file that `belplan status` reads, and the lock of the one that runs it."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

LOCK_TRIES = 20  # somebody may just be asking whether the lock is held
TRY_PAUSE = 0.02  # seconds


class PartState(msgspec.Struct):
    """What is told of a part: starting, running, waiting (to be started again) or ended."""

    state: str
    pid: int = 0
    restarts: int = 0
    since: float = 0.0  # seconds since the epoch


class State(msgspec.Struct):
    """An exchange that runs, or is being set up as long as it has no parts."""

    pid: int
    url: str
    ready: bool = False
    parts: dict[str, PartState] = {}

    @property
    def running(self) -> bool:
        """All parts run at this moment."""
        return bool(self.parts) and all(part.state == "running" for part in self.parts.values())


class RunsAlready(Exception):
    """Another process runs this installation, or sets it up."""


class StateFile:
    """The state of the installation whose data folder this is."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "supervisor.json"
        self._lock = folder / "supervisor.lock"

    def read(self) -> State | None:
        """None when nothing runs, whatever an exchange that was killed has left behind."""
        try:
            with self._lock.open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return None
        except BlockingIOError:
            return self._told()
        except OSError:
            return None

    def _told(self) -> State | None:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=State)
        except (OSError, msgspec.MsgspecError):
            return None

    def write(self, state: State) -> None:
        """Replace what is told; a full disk must not end the exchange, so it changes nothing."""
        beside = self._file.with_suffix(".new")
        with suppress(OSError):
            beside.write_bytes(msgspec.json.encode(state))
            beside.replace(self._file)

    @contextmanager
    def held(self, state: State) -> Iterator[None]:
        """Be the one that runs this installation, telling `state` at first. Raises RunsAlready, OSError."""
        with self._lock.open("w") as lock:
            for left in reversed(range(LOCK_TRIES)):
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if not left:
                        raise RunsAlready from None
                    time.sleep(TRY_PAUSE)
            self.write(state)
            try:
                yield
            finally:
                self._file.unlink(missing_ok=True)
