"""A list as a CSV file to download, sent as it is made however long it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.db.models import Model, QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone, translation

from belplan.exchange.csv_text import MARK, TYPE, harmless, lines_of, separator

AT_ONCE = 500  # rows in memory

Row = TypeVar("Row", bound=Model)


def csv_answer(
    name: str, heads: Sequence[str], rows: QuerySet[Row], cells: Callable[[Row], Sequence[str]]
) -> StreamingHttpResponse:
    """The rows, in an order that puts each in one place, under these heads; `name` is the file's, without the date."""
    language = translation.get_language() or "en"
    answer = StreamingHttpResponse(_pieces(heads, rows, cells, language), content_type=TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer


async def _pieces(
    heads: Sequence[str], rows: QuerySet[Row], cells: Callable[[Row], Sequence[str]], language: str
) -> AsyncIterator[str]:
    def piece(begin: int) -> str:
        with translation.override(language):
            found = [[harmless(cell) for cell in cells(row)] for row in rows[begin : begin + AT_ONCE]]
            return lines_of(found, separator(language))

    yield MARK + lines_of([heads], separator(language))
    begin = 0
    while text := await sync_to_async(piece)(begin):
        yield text
        begin += AT_ONCE
