"""`belplan doctor`: what is wrong on this machine, and how to mend it."""

from __future__ import annotations

import argparse
import dataclasses
import json
from typing import Any

from belplan.run import environment


def add_arguments(subparsers: Any) -> None:
    """Add the word to the command."""
    words = subparsers.add_parser("doctor", help="say what is wrong on this machine and how to mend it")
    words.add_argument("--json", action="store_true", help="for programs")
    words.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """1 when anything is wrong. Raises EnvironmentProblem."""
    from belplan.run.health.all_checks import findings

    found = findings(environment.read())
    wrong = [finding for finding in found if not finding.ok]
    if args.json:
        print(json.dumps({"ok": not wrong, "checks": [dataclasses.asdict(finding) for finding in found]}))
        return 1 if wrong else 0
    for finding in found:
        print(f"{'ok   ' if finding.ok else 'WRONG'}  {finding.name:14} {finding.says}")
    print(f"\n{_many(len(wrong))} wrong." if wrong else "\nNothing is wrong.")
    return 1 if wrong else 0


def _many(count: int) -> str:
    return "1 thing is" if count == 1 else f"{count} things are"
