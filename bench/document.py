"""Keeps the last results of each part in docs/benchmarks.md, between two marks; the text around them is people's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.figures import Results, table
from bench.machine import load, machine, today

PATH = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def keep(part: str, quick: bool, results: Results, path: Path = PATH) -> None:
    """Put these results where the earlier ones of the part stood, or at the end of the document."""
    name = f"{part} --quick" if quick else part
    begin, end = f"<!-- results of {name} -->\n", f"<!-- end of {name} -->\n"
    text = path.read_text() if path.exists() else "# Benchmarks\n"
    fresh = begin + _text(results) + end
    before, mark, rest = text.partition(begin)
    if mark:
        text = before + fresh + rest.partition(end)[2]
    else:
        text = f"{text.rstrip()}\n\n## `scripts/bench {name}`\n\n{fresh}"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def _text(results: Results) -> str:
    head, *rows = table(results, _row)
    lines = [f"{today()}, {machine()}, load {load():.1f} while it ran.", "", head, "|---|---|---|---|---|", *rows]
    notes = ["", *(f"- {note}" for note in results.notes)] if results.notes else []
    return "\n".join([*lines, *notes, ""])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
