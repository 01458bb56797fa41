"""The calls as a CSV file, sent as it is made however many calls there are. Times are the company's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

from asgiref.sync import sync_to_async
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from belplan.exchange.csv_text import MARK, harmless, lines_of, separator
from belplan.panel.names import Names
from belplan.panel.reports.lines import Line, lines
from belplan.records.reports import Calls, page

AT_ONCE = 500  # calls in memory


async def stream(calls: Calls, names: Names, language: str, zone: ZoneInfo) -> AsyncIterator[str]:
    """The file piece by piece: its heads, then so many calls at a time."""

    def piece(after: str) -> tuple[str, str]:
        with translation.override(language):
            found = page(calls, after, AT_ONCE)
            rows = [_cells(line, zone) for line in lines(found.calls, names)]
            return lines_of(rows if after else [_heads(), *rows], separator(language)), found.next

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
