"""For a while after a publication the plan's page offers to put the version before it in force again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from belplan.panel.listing import UNDO_SECONDS

_PLACE = "published_last"  # in the session


def offer(request: HttpRequest, key: str, version: int, before: int | None) -> None:
    """Remember what was published just now, and what was in force before it."""
    until = timezone.now().timestamp() + UNDO_SECONDS
    request.session[_PLACE] = {"key": key, "version": version, "before": before, "until": until}


def offered(request: HttpRequest, key: str, newest: int) -> dict[str, Any] | None:
    """What can still be undone: this plan's newest version, where it had one before it."""
    kept: dict[str, Any] = request.session.get(_PLACE) or {}
    if kept.get("key") != key or kept.get("version") != newest or kept["until"] < timezone.now().timestamp():
        return None
    return kept
