"""The machine itself: Python and its packages, room on the disk, the data folder, the clock."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from belplan.run.frontend import ROOT
from belplan.run.health.check import Machine, Wrong

OLDEST_PYTHON = (3, 11)
ROOM = 500_000_000  # bytes, for records, sounds and logs
ZONE = "Europe/Brussels"


def python(_: Machine) -> str:
    """Young enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        raise Wrong(f"Python {version} is too old: install Python 3.11 or newer, remove .venv and run `scripts/up`.")
    return f"{version}, in {sys.prefix}"


def packages(_: Machine) -> str:
    """As the clone names them now."""
    venv = ROOT / ".venv"
    if Path(sys.prefix).resolve() != venv.resolve():
        return f"those of {sys.prefix}"
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + (ROOT / "constraints.txt").read_bytes())
    if wanted.hexdigest() not in {stamp.read_text().strip() for stamp in venv.glob("made-from*")}:
        raise Wrong("The Python packages are not those that pyproject.toml names now: run `scripts/up`.")
    return "as pyproject.toml names them"


def disk(machine: Machine) -> str:
    """Room for what calls bring along."""
    folder = _existing(machine.here.data)
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        raise Wrong(f"The disk that holds {folder} has {free // 10**6} MB left: free at least {ROOM // 10**6} MB.")
    return f"{free // 10**9} GB free"


def data_folder(machine: Machine) -> str:
    """Can be written."""
    folder = machine.here.data
    try:
        with tempfile.NamedTemporaryFile(dir=_existing(folder)) as probe:
            probe.write(b"x" * 4096)
            probe.flush()
    except OSError as problem:
        raise Wrong(
            f"The data folder {folder} cannot be written ({problem.strerror}): make it yours, free some disk space, "
            "or set BELPLAN_DATA to another folder."
        ) from problem
    return str(folder)


def clock(_: Machine) -> str:
    """Not behind our own files, and with the rules of time zones."""
    try:
        now = datetime.now(ZoneInfo(ZONE))
    except (ZoneInfoNotFoundError, OSError) as problem:
        raise Wrong("Time zones are unknown here: install Debian's package tzdata.") from problem
    if time.time() < os.stat(ROOT / "pyproject.toml").st_mtime - 86400:
        raise Wrong(f"The clock says {now:%Y-%m-%d %H:%M}, before Belplan was installed: set the machine's clock.")
    return f"{now:%Y-%m-%d %H:%M} in {ZONE}"


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())
