"""Serves the built style sheet and scripts, in a way that suits an asynchronous server."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # whitenoise has no types
    """WhiteNoise, but each file as a whole: they are small, and its own streaming blocks the event loop."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """The file, compressed as the browser likes it, or the word that its copy is still good."""
        answer = static_file.get_response(request.method, request.META)
        body = b""
        if answer.file:
            with answer.file as file:
                body = file.read()
        return HttpResponse(body, status=int(answer.status), headers=dict(answer.headers))
