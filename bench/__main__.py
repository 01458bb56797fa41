"""The command: `python -m bench PART [--json] [--quick]`."""

from __future__ import annotations

import argparse
import json
import sys

from belplan.switch.asterisk.errors import SetupError
from bench import document, figures, machine, part
from tests.phones.sipp import SippError


def main() -> int:
    """Measure one part, print what was found, and keep it in docs/benchmarks.md."""
    options = _options()
    chosen = part.find(options.part)
    try:
        results = chosen.run(options.quick)
    except (SetupError, SippError) as problem:
        sys.stderr.write(f"bench: {problem}\n")
        return 1
    document.keep(chosen.name, options.quick, results)
    if options.json:
        about = {"part": chosen.name, "quick": options.quick, "machine": machine.machine(), "date": machine.today()}
        text = json.dumps({**results.plain(), **about}, indent=2)
    else:
        text = "\n".join([chosen.title, *figures.table(results), *results.notes])
    sys.stdout.write(f"{text}\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure what Belplan costs on this machine.")
    parser.add_argument("part", choices=part.names())
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--quick", action="store_true", help="a short form, within 50 s; its figures are rough")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
