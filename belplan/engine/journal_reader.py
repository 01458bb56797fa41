"""The reading side of the journal: facts in the order in which they were written, from a position that is kept."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from belplan.callevents import CallEvent, from_line

log = logging.getLogger(__name__)

_NAME = re.compile(r"(?P<node>.+)-(?P<number>\d{6,})\.jsonl")


class Position(NamedTuple):
    """How far one node's journal has been read: the segment's number and the bytes of it. (0, 0) is the start."""

    segment: int = 0
    offset: int = 0


START = Position()


def segment_path(folder: Path, node: str, number: int) -> Path:
    """Where a node's segment lies."""
    return folder / f"{node}-{number:06}.jsonl"


def nodes(folder: Path) -> list[str]:
    """The nodes that have written into this folder."""
    return sorted({match["node"] for match in _segments(folder)})


def numbers_of(folder: Path, node: str) -> list[int]:
    """The numbers of a node's segments, oldest first."""
    return sorted(int(match["number"]) for match in _segments(folder) if match["node"] == node)


def end_of(folder: Path, node: str) -> Position:
    """Where a node's journal ends now; it moves on when this changes."""
    last = max(numbers_of(folder, node), default=0)
    return Position(last, segment_path(folder, node, last).stat().st_size) if last else START


def written_since(folder: Path, node: str, since: float) -> Position:
    """Where the first segment begins that was written to after this moment (seconds since the epoch); else the end."""
    late = (n for n in numbers_of(folder, node) if segment_path(folder, node, n).stat().st_mtime >= since)
    first = next(late, None)
    return end_of(folder, node) if first is None else Position(first, 0)


def read(folder: Path, node: str, position: Position = START) -> Iterator[tuple[CallEvent, Position]]:
    """Facts of a node after `position`, each with the position behind it. Raises OSError.

    Stops at the end of what is written: a line that is still being written is left for the next time. A torn line at
    the end of an older segment (its engine died) is passed over and logged.
    """
    numbers = [number for number in numbers_of(folder, node) if number >= position.segment]
    for number in numbers:
        start = position.offset if number == position.segment else 0
        yield from _read_segment(segment_path(folder, node, number), number, start, closed=number != numbers[-1])


def remove_read(folder: Path, node: str, position: Position, before: float) -> list[Path]:
    """Remove segments that have been read whole and were last written before this moment (seconds since the epoch)."""
    removed = []
    for number in numbers_of(folder, node):
        path = segment_path(folder, node, number)
        if number < position.segment and path.stat().st_mtime < before:
            path.unlink()
            removed.append(path)
    return removed


def _segments(folder: Path) -> Iterator[re.Match[str]]:
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return
    yield from filter(None, map(_NAME.fullmatch, names))


def _read_segment(path: Path, number: int, start: int, *, closed: bool) -> Iterator[tuple[CallEvent, Position]]:
    with path.open("rb") as file:
        offset = file.seek(start)
        for line in file:
            whole = line.endswith(b"\n")
            if not whole and not closed:
                return
            offset += len(line)
            if (event := _event(line, path, offset)) is not None:
                yield event, Position(number, offset)


def _event(line: bytes, path: Path, offset: int) -> CallEvent | None:
    try:
        return from_line(line)
    except msgspec.MsgspecError:
        log.warning("A line of the journal is passed over: %s, before byte %d.", path.name, offset)
        return None
