"""Choosing another password: because it is due, by own will, or with a link from an e-mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from belplan.identity import password_change, recovery, sign_in
from belplan.identity.access import access_account_for_password
from belplan.identity.passwords import LONGEST, SHORTEST
from belplan.identity.whereabouts import where
from belplan.panel.forms import PanelForm
from belplan.panel.sign_in.second import WANTED


class NewPasswordForm(PanelForm):
    """Another password, typed once: whoever wants to check it lets the browser show it."""

    new = forms.CharField(
        label=gettext_lazy("New password"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-shows": ""}),
        error_messages={"required": gettext_lazy("Type the password that you want from now on.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("At least %(count)s characters; a few words in a row are fine.")
        self.fields["new"].help_text = hint % {"count": SHORTEST}


class ChangeForm(NewPasswordForm):
    """By own will: the present one first."""

    current = forms.CharField(
        label=gettext_lazy("Present password"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Type your password.")},
    )
    field_order = ("current", "new")


class ForgottenForm(PanelForm):
    """Who forgot it."""

    name = forms.CharField(
        label=gettext_lazy("Username or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
        error_messages={"required": gettext_lazy("Type your username, such as 123.demo, or your e-mail address.")},
    )


@sensitive_post_parameters("new", "current")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Choose another password; the present one is asked unless the change is due."""
    account = access_account_for_password(request)
    due, now = account.must_change_password, timezone.now()
    form = (NewPasswordForm if due else ChangeForm)(request.POST if request.method == "POST" else None)
    if form.is_valid() and not due:
        typed = form.cleaned_data["current"]
        if sign_in.check(account.login, typed, where(request), now) != account:
            form.add_error(
                "current", _("That password isn't right. After ten wrong tries you wait a quarter of an hour.")
            )
    if form.is_valid():
        try:
            password_change.change(request, account, form.cleaned_data["new"], where(request), now)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(
                request, _("Your password was changed. Wherever else you were signed in, you no longer are.")
            )
            return redirect(request.session.pop(WANTED, "dashboard:home") if due else "profile:page")
    form.mark_wrong()
    return _page(request, form, account.login, due=due)


@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by e-mail; the answer is the same whoever asks."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        recovery.ask(form.cleaned_data["name"], _link, where(request), timezone.now())
        return render(request, "sign_in/sent.html")
    return render(request, "sign_in/forgotten.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters("new")
@require_http_methods(["GET", "POST"])
def with_link(request: HttpRequest, token: str) -> HttpResponse:
    """Choose another password with a link; signing in with it asks for the second factor as always."""
    account = recovery.find(token, timezone.now())
    if account is None:
        return render(request, "sign_in/old_link.html", status=404)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            chosen = recovery.choose(token, form.cleaned_data["new"], where(request), timezone.now())
        except ValidationError as problem:
            form.add_error(None, problem)
            form.mark_wrong()
        else:
            return _with_new_password(request) if chosen else render(request, "sign_in/old_link.html", status=404)
    return _page(request, form, account.login)


def _page(request: HttpRequest, form: NewPasswordForm, login: str, *, due: bool = False) -> HttpResponse:
    context = {"form": form, "login": login, "due": due}
    return render(request, "sign_in/new_password.html", context, status=422 if form.errors else 200)


def _with_new_password(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Your new password is in force. Sign in with it."))
    return redirect("sign_in")


def _link(token: str) -> str:
    """At the panel's own address: what the browser says of it is not to be believed in an e-mail."""
    return f"{settings.ENVIRONMENT.url}{reverse('recovery_link', kwargs={'token': token})}"
