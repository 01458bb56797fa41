"""A browser's request with its session, for the parts of sign-in below the pages."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import RequestFactory


class Browser:
    """Keeps the session's cookie from one request to the next."""

    def __init__(self, address: str = "192.0.2.7") -> None:
        self.address, self.key = address, ""

    def request(self) -> HttpRequest:
        request = RequestFactory(REMOTE_ADDR=self.address, HTTP_USER_AGENT="Firefox").get("/")
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(self.key or None)
        request.user = get_user(request)
        return request

    def keep(self, request: HttpRequest) -> None:
        """The answer was sent, with the session's cookie."""
        request.session.save()
        self.key = request.session.session_key or ""

    def signed_in(self) -> bool:
        return self.request().user.is_authenticated
