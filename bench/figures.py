"""What a part of the benchmark finds: named figures with unit, spread and goal, and the arithmetic behind them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One result. `low` and `high` are its spread over the runs; `at_most` or `at_least` its goal, if it has one."""

    key: str
    title: str
    value: float
    unit: str = ""
    low: float | None = None
    high: float | None = None
    at_most: float | None = None
    at_least: float | None = None

    @property
    def goal(self) -> str:
        """The goal in words; empty without one."""
        if self.at_most is not None:
            return f"≤ {number(self.at_most)}"
        return f"≥ {number(self.at_least)}" if self.at_least is not None else ""

    @property
    def reached(self) -> bool:
        """Whether it is as good as its goal; true without one."""
        if math.isnan(self.value):
            return False
        above = self.at_most is not None and self.value > self.at_most
        below = self.at_least is not None and self.value < self.at_least
        return not (above or below)


@dataclass(frozen=True)
class Results:
    """What one part found, with what must be known to read it."""

    figures: Sequence[Figure]
    notes: Sequence[str] = ()

    def plain(self) -> dict[str, Any]:
        """As `--json` prints it: each figure by its key, and the spread of those that were measured several times."""
        values: dict[str, Any] = {figure.key: _json_number(figure.value) for figure in self.figures}
        known = [(f.key, f.low, f.high) for f in self.figures if f.low is not None and f.high is not None]
        spread = {key: [_json_number(low), _json_number(high)] for key, low, high in known}
        return {**values, "spread": spread, "notes": list(self.notes)}


def of_runs(key: str, title: str, runs: Sequence[float], unit: str = "", **goal: float) -> Figure:
    """The median of several runs, with the lowest and the highest. Not a number where there was no run."""
    known = [value for value in runs if not math.isnan(value)]
    if not known:
        return Figure(key, title, math.nan, unit, **goal)
    return Figure(key, title, statistics.median(known), unit, min(known), max(known), **goal)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of all do not pass (nearest rank). Not a number where there are none."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def ratio(ours: float, other: float) -> float:
    """Ours by the other; not a number where the other is nothing."""
    return ours / other if other else math.nan


def table(results: Results, row: Callable[[Sequence[str]], str] | None = None) -> list[str]:
    """The figures as lines for people, or as `row` makes them."""
    heads = ("", "value", "spread", "goal", "")
    cells = [heads, *(_cells(figure) for figure in results.figures)]
    if row is not None:
        return [row(line) for line in cells]
    widths = [max(len(line[column]) for line in cells) for column in range(len(heads))]
    return ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in cells]


def _cells(figure: Figure) -> tuple[str, ...]:
    spread = "" if figure.low is None or figure.high is None else f"{number(figure.low)} - {number(figure.high)}"
    verdict = "" if not figure.goal else ("reached" if figure.reached else "missed")
    return figure.title, f"{number(figure.value)} {figure.unit}".strip(), spread, figure.goal, verdict


def number(value: float) -> str:
    """Three digits that count."""
    if math.isnan(value):
        return "unknown"
    if value == int(value) or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.{1 if abs(value) >= 10 else 2}f}"


def _json_number(value: float) -> float | None:
    if math.isnan(value):
        return None
    return int(value) if value == int(value) else round(value, 4)
