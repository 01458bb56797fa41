"""After the password: a code, or setting up a way to get one, and then the panel that was asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from belplan.identity import attempts, own_factors
from belplan.identity.models import Account, Attempt, Purpose
from belplan.identity.whereabouts import where
from belplan.panel.destination import own_page
from belplan.panel.factors import asked, code, set_up
from belplan.panel.factors.flow import Flow

WANTED = "wanted"  # in the session: the page to open once another password was chosen


def first_step(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """The password was right: ask the primary factor, or go on without one."""
    if usable := own_factors.usable(attempt.account):
        asked.ask(request, attempt, usable[0])
        return redirect(SIGN_IN.code)
    return _finish(request, attempt)


def _finish(request: HttpRequest, attempt: Attempt, added: bool = False) -> HttpResponse:
    """Into the panel, or to what is still owed."""
    try:
        account = attempts.finish(request, attempt, where(request), timezone.now())
    except attempts.NotProved:
        return redirect(SIGN_IN.code)
    except attempts.SetUpNeeded:
        return redirect(SIGN_IN.choose)
    if added and len(own_factors.usable(account)) < 2:
        messages.success(request, _("All set. Add a second way under Edit 2FA, for the day the first is not at hand."))
    return _land(request, account, attempt.wanted)


def _land(request: HttpRequest, account: Account, wanted: str) -> HttpResponse:
    """The page asked for, else the company panel for administrators and the user panel for users."""
    page = own_page(request, wanted) or "dashboard:home"
    if account.must_change_password:
        request.session[WANTED] = page
        return redirect("change_password")
    return redirect(page)


SIGN_IN = Flow(Purpose.SIGN_IN, "sign_in_code", "sign_in_code_state", "set_up", "set_up_kind", "sign_in", done=_finish)


@require_http_methods(["GET", "POST"])
def give_code(request: HttpRequest) -> HttpResponse:
    """The page that asks for a code."""
    return _within(request, lambda attempt: code.code_page(request, SIGN_IN, attempt))


@require_safe
def code_state(request: HttpRequest) -> HttpResponse:
    """Whether the code has arrived."""
    attempt = attempts.current(request, timezone.now())
    return code.state(request, SIGN_IN, attempt) if attempt else HttpResponse(headers={"HX-Refresh": "true"})


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which way to set up; only for somebody who must."""
    return _within(request, lambda attempt: _owing(request, attempt) or set_up.choose_page(request, SIGN_IN, attempt))


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, key: str) -> HttpResponse:
    """Set up a way of this kind."""
    return _within(request, lambda attempt: _owing(request, attempt) or set_up.add_page(request, SIGN_IN, attempt, key))


def _owing(request: HttpRequest, attempt: Attempt) -> HttpResponse | None:
    """Where somebody belongs who owes a code, or nothing more; None for who must set up a way."""
    attempt.refresh_from_db(fields=["proved"])
    if attempt.proved is None and own_factors.has_factors(attempt.account):
        return redirect(SIGN_IN.code)
    if own_factors.still_needed(attempt.account) is own_factors.Need.NOTHING:
        return _finish(request, attempt)
    return None


def _within(request: HttpRequest, page: Callable[[Attempt], HttpResponse]) -> HttpResponse:
    """With this browser's attempt; without one, back to the password."""
    attempt = attempts.current(request, timezone.now())
    if attempt:
        return page(attempt)
    if isinstance(request.user, Account):
        return redirect("dashboard:home")
    messages.warning(request, _("That took too long. Begin again with your username and password."))
    return redirect(SIGN_IN.back)
