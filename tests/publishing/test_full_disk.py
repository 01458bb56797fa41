"""Publishing with a database on disk while the disk is full: at whatever write it fails, all stays as it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes


def test_a_full_disk_leaves_database_snapshot_and_version_as_they_were(tmp_path: Path) -> None:
    env = {**os.environ, "BELPLAN_DATA": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'belplan.sqlite3'}"}
    rooms = {0: "sound", 1_000: "File too large", 9_000: "disk I/O error"}  # bytes, and what fails first with them
    command = [sys.executable, "-m", "tests.publishing.full_disk", *map(str, rooms)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603 (our own words)
    assert done.returncode == 0, done.stderr
    *attempts, afterwards = map(json.loads, done.stdout.splitlines())
    for attempt in attempts:
        assert rooms[attempt["room"]] in attempt["said"], attempt
        assert "free some disk space" in attempt["said"], attempt
        assert attempt["same"], attempt
    assert len(attempts) == len(rooms)
    assert afterwards == {"version": 2}
