"""The calls as a CSV file that Excel opens right in Belgium, sent as it is made however many calls there are.

UTF-8 with a byte order mark, which Excel needs to read accents; a semicolon between the columns, as Excel expects
where a comma stands in numbers (Dutch, French, German), else a comma. Times are the company's own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from zoneinfo import ZoneInfo

from asgiref.sync import sync_to_async
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from belplan.panel.names import Names
from belplan.panel.reports.lines import Line, lines
from belplan.records.reports import Calls, page

AT_ONCE = 500  # calls in memory
MARK = "\ufeff"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # with these a cell becomes a formula


def separator(language: str) -> str:
    """What stands between two columns for readers of this language."""
    return "," if language == "en" else ";"


def harmless(cell: str) -> str:
    """A cell that no program takes for a formula: numbers from abroad with 00, all else behind an apostrophe."""
    if cell.startswith("+") and cell[1:].replace(" ", "").isdigit():
        return "00" + cell[1:]
    return f"'{cell}" if cell.lstrip(" ").startswith(DANGEROUS) or cell.startswith(DANGEROUS) else cell

async def stream(calls: Calls, names: Names, language: str, zone: ZoneInfo) -> AsyncIterator[str]:
    """The file piece by piece: its heads, then so many calls at a time."""

    def piece(after: str) -> tuple[str, str]:
        with translation.override(language):
            found = page(calls, after, AT_ONCE)
            rows = [_cells(line, zone) for line in lines(found.calls, names)]
            return _text(rows if after else [_heads(), *rows], separator(language)), found.next

    yield MARK
    after = ""
    while True:
        text, after = await sync_to_async(piece)(after)
        yield text
        if not after:
            return


def _heads() -> list[str]:
    return [
        *(_("When"), _("Direction"), _("Name"), _("Caller"), _("Number called"), _("Call plan"), _("Answered by")),
        *(_("Rang (seconds)"), _("Talked (seconds)"), _("Outcome")),
    ]


def _cells(line: Line, zone: ZoneInfo) -> list[str]:
    row = line.row
    moment = localtime(row.started, zone).strftime("%Y-%m-%d %H:%M:%S")
    told = [line.direction, line.name, line.number, line.dialled, line.plan, line.answered_by]
    spans = [str(round(row.ring_seconds)), str(round(row.talk_seconds))]
    return [moment, *(harmless(cell) for cell in told), *spans, line.outcome]


def _text(rows: Iterable[Sequence[str]], between: str) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=between).writerows(rows)
    return file.getvalue()
