"""`belplan up`, `down` and `status`: start everything, end everything, tell what runs."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import signal
import time
from typing import Any

from belplan.run import background, environment, ports, welcome
from belplan.run.environment import Environment
from belplan.run.state import RunsAlready, State, StateFile
from belplan.run.supervisor import PartFailed, Supervisor
from belplan.switch.asterisk.config import SwitchConfig
from belplan.switch.asterisk.errors import SetupError

DOWN_SECONDS = 90.0
POLL_SECONDS = 0.1


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


def say(line: str) -> None:
    """Show progress."""
    print(f"  {line}", flush=True)


def run_up(args: argparse.Namespace) -> int:
    """Raises SetupError and the like."""
    from belplan.run.set_up import require_data_folder, set_up

    here = environment.read()
    require_data_folder(here)
    file = StateFile(here.data)
    if state := file.read():
        return _runs_already(state)
    if args.background:
        return background.start(here, file)
    try:
        with file.held(State(os.getpid(), here.url)):
            ports.require_free(here)
            print("Setting up Belplan", flush=True)
            config = set_up(here, say)
            logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
            asyncio.run(_supervise(here, config, file))
    except RunsAlready:
        return _runs_already(file.read())
    return 0


def _runs_already(state: State | None) -> int:
    """It is as it was asked for, unless nobody can tell yet."""
    ready = state is not None and state.ready
    print(f"Belplan {'runs' if ready else 'is starting'} already (end it with `belplan down`).")
    if state and ready:
        print(f"Belplan is ready: {state.url}")
    return 0 if ready else 1


async def _supervise(here: Environment, config: SwitchConfig, file: StateFile) -> None:
    from belplan.run.parts import parts

    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    supervisor = Supervisor(parts(here, config), file, here.data / "log", here.url)
    words = await asyncio.to_thread(welcome.text, here)
    try:
        await supervisor.run(stop, lambda: print(words, flush=True))
    except PartFailed as problem:
        raise SetupError(str(problem)) from problem
    print("Belplan has ended.")


def run_down(_: argparse.Namespace) -> int:
    """End the supervisor, which ends the parts in order."""
    here = environment.read()
    file = StateFile(here.data)
    state = file.read()
    if state is None:
        print("Belplan does not run.")
        return 0
    os.kill(state.pid, signal.SIGTERM)
    deadline = time.monotonic() + DOWN_SECONDS
    while file.read() or _alive(state.pid):
        if time.monotonic() > deadline:
            raise SetupError(f"Belplan (process {state.pid}) does not end: look into {here.data / 'log'}.")
        time.sleep(POLL_SECONDS)
    print("Belplan has ended.")
    return 0


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def run_status(args: argparse.Namespace) -> int:
    """0 when everything runs, 1 when something does not."""
    here = environment.read()
    state = StateFile(here.data).read()
    print(json.dumps(_as_json(here, state)) if args.json else _as_text(state))
    return 0 if state and state.running else 1


def _as_text(state: State | None) -> str:
    if state is None:
        return "Belplan does not run. Start it with `scripts/up`."
    lines = [state.url if state.ready else "Belplan is starting."]
    for name, part in state.parts.items():
        restarts = f", started again {part.restarts} times" if part.restarts else ""
        lines.append(f"  {name:9} {part.state}{restarts}")
    return "\n".join(lines)


def _as_json(here: Environment, state: State | None) -> dict[str, Any]:
    parts = state.parts if state else {}
    return {
        "running": bool(state and state.running),
        "url": state.url if state else here.url,
        "parts": {
            name: {"state": part.state, "pid": part.pid, "restarts": part.restarts, "since": part.since}
            for name, part in parts.items()
        },
    }
