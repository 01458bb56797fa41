"""`belplan demo call`: a real call with real telephones, and what the simulator had foretold of it."""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

from belplan.engine.sounds import Sounds
from belplan.records.foretelling import foretell
from belplan.run import django_ready, environment
from belplan.run.commands import behaviours
from belplan.run.commands.call_text import path_json, path_lines
from belplan.run.commands.simulate import known_company
from belplan.run.demo.call import DemoCall, Held

CALLER = "32475112233"
MAIN_NUMBER = "3225805000"


def add_arguments(subparsers: Any) -> None:
    """Add `demo call` to the command."""
    words = subparsers.add_parser("demo", help="try the demo company").add_subparsers(required=True, metavar="call")
    call = words.add_parser(
        "call",
        help="place a real call with real telephones (they take the place of those signed in to the demo company)",
    )
    call.add_argument("--from", dest="caller", default=CALLER, help=f"who calls (default {CALLER})")
    call.add_argument("--to", dest="dialled", default=MAIN_NUMBER, help=f"the number dialled (default {MAIN_NUMBER})")
    behaviours.add_arguments(call)
    call.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when the call went as foretold. Raises CannotForetell, SetupError and TelephoneError."""
    here = environment.read()
    django_ready.ready()
    company = known_company(here, "demo")
    question = behaviours.question(args, company, seed=1)
    with tempfile.TemporaryDirectory(prefix="belplan-demo-") as folder:
        held = asyncio.run(DemoCall(here, company, question, Path(folder)).hold())
    # The round robin's shuffle is the call's own: foretell with its seed.
    foretold = foretell(company, behaviours.question(args, company, held.record.seed), Sounds(here.data))
    differences = held.differences(foretold.record)
    print(json.dumps(_as_json(held, differences)) if args.json else _as_text(held, differences))
    return 1 if differences else 0


def _as_json(held: Held, differences: list[str]) -> dict[str, Any]:
    return {
        **path_json(held.record),
        "call": held.record.call,
        "heard": [{"who": h.who, "what": h.what, "measured": h.measured} for h in held.heard],
        "as_foretold": not differences,
        "differences": differences,
    }


def _as_text(held: Held, differences: list[str]) -> str:
    lines = [*path_lines(held.record), "", "Heard (measured in the telephones' own recordings):"]
    lines += [f"  {h.who} heard {h.what} ({h.measured})" for h in held.heard] or ["  nothing but ringing"]
    lines += ["", "As foretold by the simulator." if not differences else "Not as foretold:"]
    return "\n".join(lines + [f"  {difference}" for difference in differences])
