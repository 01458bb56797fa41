"""Pages for what went wrong: plain words, what to do next, and never a stack trace."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belplan.panel.layout import theme
from belplan.panel.locality import language


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent something that no page of ours sends."""
    return _page(request, 400, _("We can't read that request"), _("Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not allowed."""
    return _page(
        request, 403, _("This page is for administrators"), _("Ask an administrator of your company to look for you.")
    )


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form without its token, mostly one that stood open too long, or a browser that refuses cookies."""
    return _page(
        request,
        403,
        _("This form has expired"),
        _("Go back, reload the page and send it again. If it stays like this, allow cookies for this site."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or another company's."""
    return _page(request, 404, _("We can't find this page"), _("Check the address, or start again from the dashboard."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database is away."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _page(
            request,
            503,
            _("The database can't be reached"),
            _("Calls go on with the last published plans. Try again in a minute; if it lasts, tell your provider."),
        )
    return _page(
        request,
        500,
        _("Something went wrong on our side"),
        _("Calls are not affected. Try again; if it stays like this, tell your provider when it happened."),
    )


def _page(request: HttpRequest, status: int, title: Promise, mend: Promise) -> HttpResponse:
    """Rendered without the session or the database: either may be what is broken."""
    with translation.override(translation.get_language() if hasattr(request, "user") else language(request)):
        context = {"status": status, "title": title, "mend": mend, "theme": theme(request)}
        return HttpResponse(render_to_string("panel/error.html", context), status=status)
