"""Signing in with a username and a password, and out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from belplan.identity import sign_in
from belplan.identity.models import Account
from belplan.identity.passwords import LONGEST
from belplan.panel.forms import PanelForm


class SignInForm(PanelForm):
    """What somebody types to get in."""

    login = forms.CharField(
        label=gettext_lazy("Username"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
        error_messages={"required": gettext_lazy("Type your username, such as 123.demo.")},
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Type your password.")},
    )
    account: Account | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            self.account = sign_in.check(data["login"], data["password"])
            if self.account is None:
                self.add_error(None, _wrong())
        return data


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The sign-in card; where somebody wanted to go stands in `next`."""
    if request.method == "GET" and isinstance(request.user, Account):
        return redirect("dashboard:home")
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.account:
        sign_in.open_session(request, form.account)
        return redirect(_destination(request))
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "sign_in/page.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign_in")


def _destination(request: HttpRequest) -> str:
    """Where somebody wanted to go, when that is one of our pages."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else "dashboard:home"


def _wrong() -> str:
    return _(
        "That username or password isn't right. Try again; after ten wrong tries you have to wait a quarter of an hour."
    )
