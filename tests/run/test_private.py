"""Who else has an account on this machine reads nothing of what an installation keeps."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.fast


def test_the_database_with_its_secrets_is_its_owners_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"BELPLAN_DATA": str(data)}
    command = [sys.executable, "-m", "belplan.run.command", "calls"]
    subprocess.run(command, env=env, capture_output=True, timeout=60, check=False, umask=0o022)  # noqa: S603
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (data, *data.iterdir())}
    assert modes.keys() >= {"data", "secret_key", "belplan.sqlite3"}
    assert [name for name, mode in modes.items() if mode & 0o077] == []
