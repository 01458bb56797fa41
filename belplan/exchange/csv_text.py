"""Tables as text: read however a spreadsheet wrote them, and written so that Excel opens them right in Belgium.

Written: UTF-8 with a byte order mark, which Excel needs to read accents; a semicolon between the columns, as Excel
expects where a comma stands in numbers (Dutch, French, German), else a comma.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from belplan.callplan.file_text import text_of

MARK = "\ufeff"
TYPE = "text/csv; charset=utf-8"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # with these a cell becomes a formula
DELIMITERS = ";,\t|"


@dataclass(frozen=True)
class Row:
    """A line that is not empty. `number`: where it begins in the file, counted from 1, the heads among them."""

    number: int
    cells: tuple[str, ...]


def separator(language: str) -> str:
    """What stands between two columns for readers of this language."""
    return "," if language == "en" else ";"


def harmless(cell: str) -> str:
    """A cell that no program takes for a formula: numbers from abroad with 00, all else behind an apostrophe."""
    if cell.startswith("+") and cell[1:].replace(" ", "").isdigit():
        return "00" + cell[1:]
    return f"'{cell}" if cell.lstrip(" ").startswith(DANGEROUS) or cell.startswith(DANGEROUS) else cell


def lines_of(rows: Iterable[Sequence[str]], between: str) -> str:
    """Rows as they stand in a file."""
    file = io.StringIO()
    csv.writer(file, delimiter=between).writerows(rows)
    return file.getvalue()


def rows_of(content: bytes) -> list[Row]:
    """Every row with something in it, the first of them the heads. Raises ValidationError for what is no table."""
    text = text_of(content)
    if "\x00" in text:
        raise ValidationError(_("This is no CSV file: save your table as CSV, and upload that."))
    between, text, before = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between)
    found, began = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(Row(began + before, tuple(_bare(cell) for cell in cells)))
            began = reader.line_num + 1
    except csv.Error as problem:
        message = _("Line %(line)s can't be read: is a quotation mark missing there?") % {"line": began + before}
        raise ValidationError(message) from problem
    return found


def _delimiter(text: str) -> tuple[str, str, int]:
    """What stands between the columns, the text without Excel's own first line about it, and how many lines that is."""
    said, newline, rest = text.partition("\n")
    if told := re.fullmatch(r"sep=(.)\r?", said, re.IGNORECASE):
        return told[1], rest, 1
    heads = re.sub(r'"[^"]*"', "", said)
    return max(DELIMITERS, key=heads.count), said + newline + rest, 0


def _bare(cell: str) -> str:
    """Without the apostrophe that keeps programs from taking a cell for a formula."""
    cell = cell.strip()
    return cell[1:].strip() if cell.startswith("'") and cell[1:].lstrip().startswith(DANGEROUS) else cell
