"""Somebody who fetches files as a telephone does, from an address and at a moment of the test's choosing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.test import RequestFactory

from belplan.provisioning.views import answer

MAC = "805ec0123456"
AGENT = "Yealink SIP-T54W 96.86.0.70 80:5e:c0:12:34:56"


@dataclass(frozen=True)
class Telephone:
    address: str = "192.0.2.10"
    agent: str = AGENT

    def fetch(self, base: str, path: str, now: datetime, method: str = "GET", **headers: str) -> HttpResponseBase:
        rest = base.partition("/provision/")[2] + path
        extra: dict[str, Any] = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        request = RequestFactory().generic(
            method, f"/provision/{rest}", REMOTE_ADDR=self.address, HTTP_USER_AGENT=self.agent, **extra
        )
        return answer(request, rest, now)

    def text(self, base: str, path: str, now: datetime, **headers: str) -> str:
        found = self.fetch(base, path, now, **headers)
        assert found.status_code == 200, found
        return found.getvalue().decode()


def seen(response: HttpResponseBase) -> tuple[int, dict[str, str], bytes]:
    """All that the other end can tell one answer from another by."""
    return response.status_code, dict(response.items()), response.getvalue()
