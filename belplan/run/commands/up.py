"""`belplan up`, `down` and `status`: start everything, end everything, tell what runs."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from belplan.run import environment, welcome
from belplan.run.environment import Environment
from belplan.run.supervisor import PartFailed, State, Supervisor, read_state
from belplan.switch.asterisk import launch
from belplan.switch.asterisk.errors import SetupError

BACKGROUND_SECONDS = 600.0  # the first start fetches Asterisk
DOWN_SECONDS = 60.0


def add_arguments(subparsers: Any) -> None:
    """Add the three words to the command."""
    up = subparsers.add_parser("up", help="set up what is missing and run the exchange")
    up.add_argument("--background", action="store_true", help="return once all is ready")
    up.set_defaults(run=run_up)
    down = subparsers.add_parser("down", help="end the exchange that runs")
    down.set_defaults(run=run_down)
    status = subparsers.add_parser("status", help="tell what runs")
    status.add_argument("--json", action="store_true", help="for programs")
    status.set_defaults(run=run_status)


def state_file(here: Environment) -> Path:
    """Where the supervisor tells what runs."""
    return here.data / "supervisor.json"


def say(line: str) -> None:
    """Show progress."""
    print(f"  {line}", flush=True)


def run_up(args: argparse.Namespace) -> int:
    """Raises SetupError and the like."""
    here = environment.read()
    if state := read_state(state_file(here)):
        print(f"Belplan runs already: {state.url} (end it with `belplan down`).")
        return 0
    if args.background:
        return _in_background(here)
    from belplan.run.set_up import set_up

    print("Setting up Belplan")
    config = set_up(here, say)
    _require_free_port(here)
    launch.require_free_ports(config)
    asyncio.run(_supervise(here, config, welcome.text(here)))
    return 0


async def _supervise(here: Environment, config: Any, words: str) -> None:
    from belplan.run.parts import parts

    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    supervisor = Supervisor(parts(here, config), state_file(here), here.data / "log", here.url)
    try:
        await supervisor.run(stop, lambda: print(words, flush=True))
    except PartFailed as problem:
        raise SetupError(str(problem)) from problem
    print("Belplan has ended.")


def _require_free_port(here: Environment) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((here.host, here.port))
        except OSError as problem:
            raise SetupError(
                f"Port {here.port} on {here.host} (the panel) cannot be used ({problem.strerror}): end the program "
                f"that holds it, or choose another one: BELPLAN_PORT={here.port + 1} scripts/up"
            ) from problem


def _in_background(here: Environment) -> int:
    """Start the same command detached, and follow its words until it is ready or has failed."""
    here.data.mkdir(parents=True, exist_ok=True)
    log = here.data / "up.log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "belplan.run.command", "up"]
        process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    shown, deadline = 0, time.monotonic() + BACKGROUND_SECONDS
    while time.monotonic() < deadline:
        state = read_state(state_file(here))
        ready = state is not None and state.ready
        shown += _show(log, shown)
        if ready:
            time.sleep(0.2)
            _show(log, shown)
            return 0
        if process.poll() is not None:
            _show(log, shown)
            return process.returncode or 1
        time.sleep(0.1)
    raise SetupError(f"Belplan was not ready within {BACKGROUND_SECONDS:.0f} s: see {log} and `belplan status`.")


def _show(log: Path, shown: int) -> int:
    """Print what was added to the log since; how many bytes that were."""
    new = log.read_bytes()[shown:]
    sys.stdout.write(new.decode(errors="replace"))
    sys.stdout.flush()
    return len(new)


def run_down(_: argparse.Namespace) -> int:
    """End the supervisor, which ends the parts in order."""
    here = environment.read()
    state = read_state(state_file(here))
    if state is None:
        print("Belplan does not run.")
        return 0
    os.kill(state.pid, signal.SIGTERM)
    deadline = time.monotonic() + DOWN_SECONDS
    while read_state(state_file(here)):
        if time.monotonic() > deadline:
            raise SetupError(f"Belplan (process {state.pid}) does not end: look into {here.data / 'log'}.")
        time.sleep(0.1)
    print("Belplan has ended.")
    return 0


def run_status(args: argparse.Namespace) -> int:
    """0 when everything runs, 1 when something does not."""
    here = environment.read()
    state = read_state(state_file(here))
    told = _told(here, state)
    if args.json:
        print(json.dumps(told))
    elif state is None:
        print("Belplan does not run. Start it with `scripts/up`.")
    else:
        print(state.url)
        for name, part in state.parts.items():
            restarts = f", started again {part.restarts} times" if part.restarts else ""
            print(f"  {name:9} {part.state}{restarts}")
    return 0 if told["running"] else 1


def _told(here: Environment, state: State | None) -> dict[str, Any]:
    parts = state.parts if state else {}
    return {
        "running": bool(parts) and all(part.state == "running" for part in parts.values()),
        "url": state.url if state else here.url,
        "parts": {
            name: {"state": part.state, "pid": part.pid, "restarts": part.restarts, "since": part.since}
            for name, part in parts.items()
        },
    }
