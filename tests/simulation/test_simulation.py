"""Ten thousand calls with everything going wrong, and not one that is wrong; and that a seed says all."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.__main__ import WORLD, Tally, log_of, play, worlds
from tests.simulation.faults import NO_FAULTS, Faults

pytestmark = pytest.mark.simulation

SEED = 20261124


def test_ten_thousand_calls_with_faults_and_crashes(capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally()
    for world in worlds(SEED, 10_000, Faults()):
        tally.add(world)
    with capsys.disabled():
        print(f"\nseed {SEED}: {tally.calls} calls, {tally.events} events, {tally.crashes} crashes")  # noqa: T201
    assert [f"--world {seed}: {finding}" for seed, finding in tally.found] == []
    assert (tally.calls, tally.crashes > tally.events / 300) == (10_000, True)


def test_a_thousand_calls_on_a_good_day() -> None:
    tally = Tally()
    for world in worlds(SEED, 1000, NO_FAULTS):
        tally.add(world)
    assert (tally.found, tally.crashes) == ([], 0)


def test_a_seed_gives_the_same_course_of_events_whatever_python_does_with_hashes() -> None:
    here = log_of(play(f"{SEED}.0", Faults()))
    for hash_seed in ("1", "2"):
        assert _elsewhere(f"{SEED}.0", hash_seed) == hashlib.sha256(here.encode()).hexdigest()
    assert here.count("\n") > WORLD * 10


def _elsewhere(world: str, hash_seed: str) -> str:
    printed = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tests.simulation", "--world", world],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    return hashlib.sha256(printed.removesuffix(b"\n")).hexdigest()
