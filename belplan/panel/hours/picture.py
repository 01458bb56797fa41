"""A week as a drawing that the server makes: a column a day, a minute's height a minute, a pattern an outcome.

It draws whatever `callplan.week` reckons: open and closed, or what becomes of a call at each hour.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from belplan.callplan.week import ClockChange, Stretch

Label = TypeVar("Label")

COLUMN = 300  # units wide; a minute is one unit high
PATTERNS = 6  # as many as the template draws; from 0, the plain one
_LINE = 60  # units high, of words in a block
_CHARACTERS = 16  # that fit on such a line


@dataclass(frozen=True)
class Look:
    """How one answer is drawn and called, and why it is so."""

    pattern: int
    word: str
    why: str = ""


@dataclass(frozen=True)
class Block:
    """One stretch of a day."""

    look: Look
    times: str
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + COLUMN // 2

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The words that fit into it, each with its height."""
        words = [self.look.word, self.times]
        if 0 < len(self.look.why) <= _CHARACTERS:
            words.insert(1, self.look.why)
        words = words[: self.height // _LINE]
        top = self.y + (self.height - len(words) * _LINE) // 2
        return [(top + n * _LINE + _LINE * 3 // 4, word) for n, word in enumerate(words)]


@dataclass(frozen=True)
class Column:
    """One day."""

    date: dt.date
    x: int
    blocks: list[Block]

    @property
    def middle(self) -> int:
        return self.x + COLUMN // 2


@dataclass(frozen=True)
class Mark:
    """The minutes of a day that the wall clock jumps over, or shows twice."""

    x: int
    y: int
    height: int
    word: str
    sentence: str
    date: dt.date


@dataclass(frozen=True)
class Picture:
    """A week to be drawn, and to be written as a table."""

    columns: list[Column]
    marks: list[Mark]
    legend: list[Look]

    @property
    def width(self) -> int:
        return COLUMN * len(self.columns)

    @property
    def hours(self) -> list[tuple[int, str]]:
        """Where the lines of the hours stand, with their words."""
        return [(hour * 60, f"{hour}:00") for hour in range(0, 25, 3)]


def picture(
    first: dt.date, week: Sequence[Stretch[Label]], changes: Sequence[ClockChange], look: Callable[[Label], Look]
) -> Picture:
    """Draw a week that begins on `first`, each answer as `look` says."""
    dates = [first + dt.timedelta(days=n) for n in range(7)]
    columns = [Column(date, n * COLUMN, _blocks(date, n * COLUMN, week, look)) for n, date in enumerate(dates)]
    seen = {(block.look.pattern, block.look.word) for column in columns for block in column.blocks}
    marks = [_mark(change, dates.index(change.was.date()) * COLUMN) for change in changes]
    return Picture(columns, marks, [Look(pattern, word) for pattern, word in sorted(seen)])


def _blocks(date: dt.date, x: int, week: Sequence[Stretch[Label]], look: Callable[[Label], Look]) -> list[Block]:
    blocks: list[Block] = []
    for stretch in (stretch for stretch in week if stretch.start.date() == date):
        start, end, answer = stretch.from_minute, stretch.to_minute, look(stretch.label)
        if blocks and blocks[-1].look == answer:  # parted by the clock's change only
            start, end = min(blocks[-1].y, start), max(blocks[-1].y + blocks[-1].height, end)
            blocks.pop()
        blocks.append(Block(answer, f"{_clock(start)}\u2013{_clock(end)}", x, start, end - start))
    return blocks


def _mark(change: ClockChange, x: int) -> Mark:
    early, late = sorted((change.was, change.becomes))
    start, length = early.hour * 60 + early.minute, int((late - early).total_seconds()) // 60
    told = {"was": f"{change.was:%H:%M}", "becomes": f"{change.becomes:%H:%M}"}
    if change.forward:
        sentence = _("The clock goes forward from %(was)s to %(becomes)s: the time between is skipped.") % told
        return Mark(x, start, length, _("skipped"), sentence, change.was.date())
    sentence = _("The clock goes back from %(was)s to %(becomes)s: the time between comes twice.") % told
    return Mark(x, start, length, _("twice"), sentence, change.was.date())


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
