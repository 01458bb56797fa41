"""Requests with a body that no screen takes are answered without it: nothing of it is kept, and nothing is done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from belplan.speech.uploads import MOST_BYTES

MOST = MOST_BYTES + 2**20  # bytes: the largest file that a screen takes, and what else stands in its form
READ_AWAY = 2**30  # bytes; browsers show our answer only once they have sent all. Behind it the line is cut.
_PLACE = "belplan.too_large"  # in the ASGI scope


class WithoutLargeBodies:
    """An ASGI application (specification 3.0) around another."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        size = _length(scope)
        if size <= MOST:
            await self._application(scope, receive, send)
            return
        if size <= READ_AWAY:
            while (await receive()).get("more_body"):
                pass
        # Only looked at: whether whoever sent it may change anything stands in the body that is gone.
        headers = [pair for pair in scope["headers"] if pair[0] not in (b"content-length", b"content-type")]
        looked = {**scope, "method": "GET", "headers": headers, _PLACE: size}
        await self._application(looked, _nothing, send)


def size_of(request: HttpRequest) -> int:
    """How many bytes were sent where they were too many to be taken; else 0."""
    return int(getattr(request, "scope", {}).get(_PLACE, 0))


def _length(scope: Any) -> int:
    if scope["type"] != "http":
        return 0
    told = dict(scope["headers"]).get(b"content-length", b"0")
    return int(told) if told.isdigit() else 0


async def _nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}
