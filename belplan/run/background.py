"""Starts the exchange as a process of its own, and follows its words until it is ready or has failed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from belplan.run.environment import Environment
from belplan.run.state import StateFile
from belplan.switch.asterisk.errors import SetupError

LONGEST_SECONDS = 900.0  # the first start fetches Asterisk, over whatever line there is
POLL_SECONDS = 0.1


def start(here: Environment, file: StateFile) -> int:
    """0 once all is ready, else the exit code of the process, which Ctrl-C ends too. Raises SetupError, OSError."""
    log = here.data / "up.log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "belplan.run.command", "up"]
        process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    try:
        return _follow(process, file, log)
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise


def _follow(process: subprocess.Popen[bytes], file: StateFile, log: Path) -> int:
    shown, deadline = 0, time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < deadline:
        code, state = process.poll(), file.read()
        ready = state is not None and state.ready and state.pid == process.pid
        shown += _show(log, shown)
        if code is not None:
            return code
        if ready and _said_welcome(log):
            _show(log, shown)
            return 0
        time.sleep(POLL_SECONDS)
    raise SetupError(f"Belplan was not ready within {LONGEST_SECONDS / 60:.0f} minutes: see {log}.")


def _said_welcome(log: Path) -> bool:
    return b"Belplan is ready" in log.read_bytes()


def _show(log: Path, shown: int) -> int:
    """Print what was added to the log since; how many bytes that were."""
    new = log.read_bytes()[shown:]
    sys.stdout.write(new.decode(errors="replace"))
    sys.stdout.flush()
    return len(new)
