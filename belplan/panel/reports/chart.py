"""Bars as a drawing that the server makes: places and lengths, for a template to draw and to write as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 160.0  # of the highest bar, in the drawing's own units
WIDTH = 600.0
GAP = 0.2  # of a bar's place

Row = tuple[str, str, int, int]


@dataclass(frozen=True)
class Bar:
    """One place on the axis: what was answered stands below, what was missed on top of it."""

    label: str
    short: str  # under the drawing
    answered: int
    missed: int
    x: float
    width: float
    answered_y: float
    answered_height: float
    missed_y: float
    missed_height: float
    middle: float
    labelled: bool  # under the drawing, where there is room; the table has them all


@dataclass(frozen=True)
class Chart:
    """A drawing with its highest value."""

    key: str
    heading: str
    column: str
    bars: list[Bar]
    highest: int


def chart(key: str, heading: str, column: str, rows: Sequence[Row], every: int = 1) -> Chart:
    """Rows of label, short label, answered and missed as bars; each `every`th is labelled."""
    highest = max((answered + missed for _, _, answered, missed in rows), default=0)
    place, unit = WIDTH / len(rows), HEIGHT / max(highest, 1)
    return Chart(key, heading, column, [_bar(at, row, place, unit, every) for at, row in enumerate(rows)], highest)


def _bar(at: int, row: Row, place: float, unit: float, every: int) -> Bar:
    label, short, answered, missed = row
    low, high = answered * unit, missed * unit
    x = (at + GAP / 2) * place
    return Bar(
        label=label,
        short=short,
        answered=answered,
        missed=missed,
        x=x,
        width=place * (1 - GAP),
        answered_y=HEIGHT - low,
        answered_height=low,
        missed_y=HEIGHT - low - high,
        missed_height=high,
        middle=(at + 0.5) * place,
        labelled=at % every == 0,
    )
