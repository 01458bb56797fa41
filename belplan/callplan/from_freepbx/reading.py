"""Reads the files that a FreePBX exports: CSV (Bulk Handler, or a table), JSON (a module's backup, or any mapping that
holds lists of rows), and ZIP files of these. Broken ones are named with their line.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from belplan.callevents import Phrase, phrase
from belplan.callplan.file_text import text_of
from belplan.callplan.from_freepbx.tables import Row, column_of, table_of, used

MOST_BYTES = 20 * 2**20  # of all files together, unpacked
MOST_FILES = 200
MOST_ROWS = 20_000
LONGEST = 1000  # characters of a cell that are kept: a ring group of a hundred members is shorter
_ZIP = b"PK\x03\x04"
_UNSEEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff]+")

Rows = dict[str, dict[tuple[tuple[str, str], ...], None]]  # without those that stand in two files


class NotRead(Exception):
    """A file that cannot be read, as a sentence: it names the file, and the line where one is to blame."""

    def __init__(self, text: Phrase) -> None:
        super().__init__(str(text))
        self.text = text


@dataclass(frozen=True)
class Export:
    """Rows by their table, and the names of files in which there were none."""

    tables: Mapping[str, Sequence[Row]]
    unused: tuple[str, ...] = ()

    def rows(self, table: str) -> Sequence[Row]:
        """The rows of one table."""
        return self.tables.get(table, ())


def read_export(files: Iterable[tuple[str, bytes]]) -> Export:
    """Read files, each with its name. Raises NotRead."""
    rows: Rows = {}
    unused = []
    for name, content in _unpacked(files):
        before = sum(map(len, rows.values()))
        for table, found in _tables(name, content):
            rows.setdefault(table, {}).update(dict.fromkeys(found))
        after = sum(map(len, rows.values()))
        if after > MOST_ROWS:
            raise NotRead(phrase("There are more than {most} lines in it: leave some files out.", most=MOST_ROWS))
        if after == before:
            unused.append(name)
    if not rows:
        raise NotRead(phrase("Nothing of a call plan was found: choose the files that FreePBX exports."))
    return Export({table: tuple(dict(row) for row in found) for table, found in rows.items()}, tuple(unused))


def _unpacked(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    left, count = MOST_BYTES, 0
    for name, content in _members(files):
        left, count = left - len(content), count + 1
        if left < 0 or count > MOST_FILES:
            raise NotRead(phrase("{file}: this is too much at once, leave some files out.", file=name))
        yield name, content


def _members(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    for name, content in files:
        if not content.startswith(_ZIP):
            yield name, content
            continue
        try:
            yield from _in_zip(name, content)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError) as problem:
            raise NotRead(phrase("{file} can't be unpacked: make the ZIP file anew.", file=name)) from problem


def _in_zip(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        wanted = [info for info in packed.infolist() if info.filename.lower().endswith((".csv", ".json", ".txt"))]
        if len(wanted) > MOST_FILES or sum(info.file_size for info in wanted) > MOST_BYTES:
            raise NotRead(phrase("{file}: this is too much at once, leave some files out.", file=name))
        for info in wanted:
            if not info.filename.startswith("__MACOSX/"):
                yield f"{name}: {info.filename}", packed.read(info)


def _tables(name: str, content: bytes) -> Iterator[tuple[str, list[tuple[tuple[str, str], ...]]]]:
    text = text_of(content)
    if name.lower().endswith(".json") or text.lstrip()[:1] in ("{", "["):
        try:
            yield from _in_json(json.loads(text))
        except json.JSONDecodeError as problem:
            raise NotRead(phrase("{file}, line {line}: this is no JSON.", file=name, line=problem.lineno)) from problem
        except (ValueError, RecursionError) as problem:
            raise NotRead(phrase("{file} can't be read: is it an export of FreePBX?", file=name)) from problem
    else:
        yield from _in_csv(name, text)


def _in_json(value: Any) -> Iterator[tuple[str, list[tuple[tuple[str, str], ...]]]]:
    """Rows wherever they stand: backups of modules and answers of the API hold them each in its own way."""
    if isinstance(value, dict) and (table := table_of(value)):
        yield table, [_row(table, value.items())]
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _in_json(one)


def _in_csv(name: str, text: str) -> Iterator[tuple[str, list[tuple[tuple[str, str], ...]]]]:
    heads: list[str] = []
    found, table = [], ""
    for line, cells in _lines(name, text):
        if not heads:
            heads, table = cells, table_of(cells)
            if not table:
                return
        elif any(cell.strip() for cell in cells[len(heads) :]):
            mend = phrase(
                "{file}, line {line}: there are more cells than in the first line. Is a quotation mark missing?",
                file=name,
                line=line,
            )
            raise NotRead(mend)
        else:
            found.append(_row(table, zip(heads, cells, strict=False)))
    if table:
        yield table, found


def _lines(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Every line with something in it, and where it begins."""
    head = re.sub(r'"[^"]*"', "", text.partition("\n")[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    began = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield began, cells
            began = reader.line_num + 1
    except csv.Error as problem:
        mend = phrase("{file}, line {line} can't be read: is a quotation mark missing?", file=name, line=began)
        raise NotRead(mend) from problem


def _row(table: str, cells: Iterable[tuple[str, Any]]) -> tuple[tuple[str, str], ...]:
    wanted = used(table)
    told = [(column_of(name), name, value) for name, value in cells]
    # what the API calls otherwise comes last, and so counts: its "id" is one of its own
    found = {column: value for column, name, value in sorted(told, key=lambda one: one[0] != one[1].strip().lower())}
    return tuple((name, _cell(found.get(name))) for name in sorted(wanted))


def _cell(value: Any) -> str:
    """As a database would write it; what is nested says nothing to us."""
    if value is None or isinstance(value, dict | list):
        return ""
    text = str(int(value)) if isinstance(value, bool) else str(value)
    return _UNSEEN.sub(" ", text).strip()[:LONGEST]
