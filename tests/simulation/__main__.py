"""`python -m tests.simulation --calls 150000 --seed 7`: simulates so many calls with faults, and tells what was wrong.

A world of 100 calls at a time; each finding names its world's seed, and `--world` plays that one alone and prints
everything that passed in it.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.simulation.checker import findings
from tests.simulation.evidence import Finding
from tests.simulation.faults import Faults
from tests.simulation.world import World, simulate

WORLD = 100  # calls


@dataclass
class Tally:
    """What a run came to."""

    calls: int = 0
    events: int = 0
    crashes: int = 0
    found: list[tuple[str, Finding]] = field(default_factory=list)  # with the world's seed

    def add(self, world: World) -> None:
        """Count one world."""
        self.calls += world.calls
        self.events += world.events
        self.crashes += len(world.runs) - 1
        self.found += [(world.seed, finding) for finding in findings(world)]


def play(seed: str, faults: Faults, calls: int = WORLD) -> World:
    """One world."""
    with tempfile.TemporaryDirectory() as folder:
        return simulate(seed, calls, faults, Path(folder))


def worlds(seed: int, calls: int, faults: Faults) -> Iterator[World]:
    """World after world until so many calls were made."""
    for number, first in enumerate(range(0, calls, WORLD)):
        yield play(f"{seed}.{number}", faults, min(WORLD, calls - first))


def log_of(world: World) -> str:
    """Everything that passed, a line each."""
    return "".join(f"{moment:.6f} {what}: {about}\n" for moment, what, about in world.log)


def main() -> int:
    """0 when nothing was wrong."""
    options = _options()
    if options.world:
        world = play(options.world, Faults())
        sys.stdout.write(log_of(world))
        print(*findings(world), sep="\n")
        return bool(findings(world))
    print(f"seed {options.seed}", flush=True)
    tally, began = Tally(), time.monotonic()
    for world in worlds(options.seed, options.calls, Faults()):
        before = len(tally.found)
        tally.add(world)
        for world_seed, finding in tally.found[before:]:
            print(f"--world {world_seed}: {finding}", flush=True)
        if tally.calls % 10_000 == 0:
            print(f"{tally.calls} calls after {time.monotonic() - began:.0f} s", flush=True)
    print(
        f"{tally.calls} calls, {tally.events} events, {tally.crashes} crashes of the engine, "
        f"{len(tally.found)} findings, {time.monotonic() - began:.0f} s"
    )
    return bool(tally.found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__.partition("\n")[0])
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=secrets.randbits(32), help="of all chance; chosen when left out")
    parser.add_argument("--world", default="", help="the seed of one world, as a finding names it: print its log")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
