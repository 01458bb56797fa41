"""`belplan calls`: which calls there were, the path that each took and why, in a terminal or as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from belplan.run import django_ready


def add_arguments(subparsers: Any) -> None:
    """Add the word to the command."""
    words = subparsers.add_parser("calls", help="list calls with the path that each took")
    words.add_argument("--company", default="demo", help="the company's login suffix (demo)")
    words.add_argument("--limit", type=_count, default=20, metavar="N", help="how many, the newest first (20)")
    words.add_argument("--call", default="", metavar="ID", help="this call only, step by step")
    words.add_argument("--json", action="store_true", help="for programs")
    words.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the calls; 1 with a sentence when they cannot be had."""
    django_ready.ready()
    from belplan.run.commands import calls_text

    try:
        found = calls_text.find(args.company, args.call, args.limit)
    except calls_text.CannotList as problem:
        print(f"belplan: {problem}", file=sys.stderr)
        return 1
    if args.json:
        data = [calls_text.as_json(row) for row in found]
        print(json.dumps(data[0] if args.call else data, ensure_ascii=False))
    else:
        print(calls_text.as_text(found, whole=bool(args.call)))
    return 0


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10_000:
        raise argparse.ArgumentTypeError(f"{text!r}: give a number from 1 to 10000")
    return int(text)
