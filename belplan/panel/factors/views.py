"""Bewerk 2FA: the password first, then a current factor, then adding, removing and choosing the first."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belplan.identity import attempts, own_factors
from belplan.identity.access import access_account, access_own_factor
from belplan.identity.factors.catalogue import kind as kind_of
from belplan.identity.models import Attempt, Factor, Purpose
from belplan.identity.passwords import LONGEST
from belplan.identity.whereabouts import where
from belplan.panel.factors import asked, code, set_up, words
from belplan.panel.factors.flow import Flow
from belplan.panel.forms import PanelForm


class PasswordForm(PanelForm):
    """The password once more, before anything about it may change."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        error_messages={"required": gettext_lazy("Type your password.")},
    )


def _done(request: HttpRequest, attempt: Attempt, added: bool) -> HttpResponse:
    if added:
        messages.success(request, _("It works, and is one of your ways from now on."))
    return redirect("factors:edit")


CHANGE = Flow(
    Purpose.CHANGE, "factors:code", "factors:state", "factors:choose", "factors:add", "factors:edit", done=_done
)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """One's factors; before that the password, and a code of a current one."""
    access_account(request)
    attempt = _attempt(request)
    if attempt is None:
        return _password(request)
    if not _proved(attempt):
        return redirect(CHANGE.code)
    lines = [_line(factor) for factor in attempt.account.factors.all() if factor.confirmed]
    return render(request, "factors/edit.html", {"lines": lines, "few": len(own_factors.usable(attempt.account)) < 2})


@require_http_methods(["GET", "POST"])
def give_code(request: HttpRequest) -> HttpResponse:
    """The page that asks for a code."""
    access_account(request)
    return _within(request, lambda attempt: code.code_page(request, CHANGE, attempt))


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """Whether the code has arrived."""
    access_account(request)
    attempt = _attempt(request)
    return code.state(request, CHANGE, attempt) if attempt else HttpResponse(headers={"HX-Refresh": "true"})


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which way to add."""
    access_account(request)
    return _within(request, lambda attempt: set_up.choose_page(request, CHANGE, attempt))


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, key: str) -> HttpResponse:
    """Add a way of this kind."""
    access_account(request)
    return _within(request, lambda attempt: set_up.add_page(request, CHANGE, attempt, key))


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one away."""
    return _change(request, access_own_factor(request, pk), own_factors.remove, _("Removed."))


@require_POST
def make_primary(request: HttpRequest, pk: int) -> HttpResponse:
    """Codes go there first from now on."""
    return _change(request, access_own_factor(request, pk), own_factors.make_primary, _("Codes go there first now."))


def _password(request: HttpRequest) -> HttpResponse:
    account = access_account(request)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        attempt = attempts.begin_change(request, account, form.cleaned_data["password"], where(request), timezone.now())
        if attempt:
            return _first_step(request, attempt)
        form.add_error("password", _("That password isn't right. After ten wrong tries you wait a quarter of an hour."))
        form.mark_wrong()
    return render(request, "factors/password.html", {"form": form}, status=422 if form.errors else 200)


def _first_step(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    if usable := own_factors.usable(attempt.account):
        asked.ask(request, attempt, usable[0])
    return redirect(CHANGE.back)


def _within(request: HttpRequest, page: Callable[[Attempt], HttpResponse]) -> HttpResponse:
    attempt = _attempt(request)
    return page(attempt) if attempt else redirect(CHANGE.back)


def _attempt(request: HttpRequest) -> Attempt | None:
    return attempts.current(request, timezone.now(), Purpose.CHANGE)


def _proved(attempt: Attempt) -> bool:
    """Whoever never had a factor has none to prove."""
    return attempt.proved is not None or not own_factors.has_factors(attempt.account)


def _line(factor: Factor) -> dict[str, object]:
    kind = kind_of(factor.kind)
    return {
        "factor": factor,
        "kind": kind,
        "title": words.way(factor),
        "may_be_primary": factor.usable and kind.may_be_primary and not factor.primary,
    }


def _change(request: HttpRequest, factor: Factor, change: Callable[..., None], said: str) -> HttpResponse:
    attempt = _attempt(request)
    if attempt is None:
        return redirect(CHANGE.back)
    try:
        change(attempt, factor, where(request), timezone.now())
    except attempts.NotProved:
        return redirect(CHANGE.code)
    except own_factors.NotAllowed as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, said)
    return redirect(CHANGE.back)
