"""Stories of `belplan up`, `status`, `doctor` and `down`, as typed, with all four real parts."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.run.test_ports import on_free_ports

pytestmark = pytest.mark.phones

SECONDS = 120
NAMES = ["asterisk", "engine", "worker", "web"]


@dataclass
class Installation:
    """An installation of its own, on ports of its own."""

    data: Path
    variables: dict[str, str]

    def words(self, *words: str) -> dict[str, Any]:
        """How a process is started that is typed `belplan WORDS` here."""
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | self.variables
        return {"args": [sys.executable, "-m", "belplan.run.command", *words], "env": env, "text": True}

    def types(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(**self.words(*words), capture_output=True, timeout=SECONDS, check=False)

    def status(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.types("status", "--json").stdout)
        return told

    def processes(self) -> list[psutil.Process]:
        """Every process that runs with our data folder."""
        return [p for p in psutil.process_iter() if f"BELPLAN_DATA={self.data}" in _environment(p)]

    def all_running(self) -> dict[str, Any]:
        """The status once every part runs."""
        deadline = time.monotonic() + SECONDS
        while not (told := self.status())["running"]:
            assert time.monotonic() < deadline, told
        return told


def _environment(process: psutil.Process) -> list[str]:
    try:
        return [f"{name}={value}" for name, value in process.environ().items()]
    except psutil.Error:
        return []


@pytest.fixture
def here() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="belplan-") as folder:
        variables = on_free_ports(BELPLAN_DATA=folder, BELPLAN_RTP_FIRST="24000", BELPLAN_RTP_LAST="24999")
        it = Installation(Path(folder), variables)
        try:
            yield it
        finally:
            it.types("down")
            left = it.processes()
            for process in left:
                process.kill()
            assert not left


def test_up_in_the_background_is_ready_when_it_returns_and_down_leaves_nothing(here: Installation) -> None:
    up = here.types("up", "--background")
    url = f"http://localhost:{here.variables['BELPLAN_PORT']}"
    assert (up.returncode, up.stderr) == (0, "")
    assert f"Belplan is ready: {url}\n" in up.stdout
    assert "admin.demo" in up.stdout
    assert "ann.demo" in up.stdout

    told = here.status()
    assert (told["url"], told["running"], list(told["parts"])) == (url, True, NAMES)
    assert {part["state"] for part in told["parts"].values()} == {"running"}
    with urllib.request.urlopen(url) as reply:
        assert reply.status == 200
    again = here.types("up", "--background")
    assert (again.returncode, again.stdout.splitlines()[-1]) == (0, f"Belplan is ready: {url}")
    checks = {one["name"]: one for one in json.loads(here.types("doctor", "--json").stdout)["checks"]}
    assert all(one["ok"] for name, one in checks.items() if name != "packages"), checks
    assert checks["engine"]["says"] == "answers: 1 companies, 0 calls"

    down = here.types("down")
    assert (down.returncode, down.stdout) == (0, "Belplan has ended.\n")
    assert here.processes() == []
    assert (here.status()["running"], here.status()["parts"]) == (False, {})


@pytest.mark.long
def test_each_part_that_is_killed_comes_back(here: Installation) -> None:
    assert here.types("up", "--background").returncode == 0
    for name in NAMES:
        killed = here.status()["parts"][name]["pid"]
        os.kill(killed, signal.SIGKILL)
        psutil.wait_procs([psutil.Process(killed)] if psutil.pid_exists(killed) else [], timeout=SECONDS)
        told = here.all_running()["parts"][name]
        assert told["restarts"] == 1
        assert told["pid"] != killed
    doctor = here.types("doctor")
    assert "WRONG" not in "".join(line for line in doctor.stdout.splitlines() if "packages" not in line)


def test_ctrl_c_ends_all_in_order(here: Installation) -> None:
    with subprocess.Popen(**here.words("up"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as up:
        assert up.stdout
        until_ready = iter(up.stdout.readline, "")
        assert any("Belplan is ready" in line for line in until_ready)
        up.send_signal(signal.SIGINT)
        assert up.stdout.read().endswith("Belplan has ended.\n")
    assert up.returncode == 0
    assert here.processes() == []


@pytest.mark.long
def test_nothing_outlives_an_exchange_that_was_killed_and_it_can_be_started_again(here: Installation) -> None:
    with subprocess.Popen(**here.words("up"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as up:
        assert up.stdout
        assert any("Belplan is ready" in line for line in iter(up.stdout.readline, ""))
        parts = here.processes()
        up.kill()
    assert len(parts) == 1 + len(NAMES)
    _, left = psutil.wait_procs(parts, timeout=SECONDS)
    assert left == []
    assert here.types("status").stdout == "Belplan does not run. Start it with `scripts/up`.\n"
    assert here.types("up", "--background").returncode == 0


@pytest.mark.parametrize("how", [[], ["--background"]])
def test_a_taken_port_is_said_in_one_sentence_before_anything_is_set_up(here: Installation, how: list[str]) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        here.variables["BELPLAN_PORT"] = str(other.getsockname()[1])
        up = here.types("up", *how)
    assert up.returncode == 1
    said = up.stdout + up.stderr
    assert said.startswith(f"belplan: Port {here.variables['BELPLAN_PORT']} on 127.0.0.1 (the panel) is taken: end the")
    assert said.count("\n") == 1
    assert not list(here.data.glob("*.sqlite3"))
