"""Answers that come in pieces, made whole for a test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, cast

from asgiref.sync import async_to_sync
from django.http import HttpResponse


def whole(answer: Any) -> HttpResponse:
    """The answer itself, or one with all pieces in it."""
    if not answer.streaming:
        return cast("HttpResponse", answer)
    return HttpResponse(async_to_sync(_gathered)(answer.streaming_content), status=answer.status_code)


async def _gathered(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])
