"""Where a browser is sent next: a page of this site that somebody asked for, and nowhere else."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme, urlencode


def own_page(request: HttpRequest, wanted: str) -> str:
    """The page that was asked for, if it is one of ours; else empty."""
    ours = wanted.startswith("/") and "\0" not in wanted
    return wanted if ours and url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else ""


def made(back: str, key: str) -> str:
    """The page to go back to; one that asks for what is made (`made=`, an option's name) is told its key."""
    return f"{back}&{urlencode({'key': key})}" if "&made=" in back else back
