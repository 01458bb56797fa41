"""Signing in with a username and a password, and out."""

from __future__ import annotations

from django import forms
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from belplan.identity import attempts, sign_in
from belplan.identity.models import Account
from belplan.identity.passwords import LONGEST
from belplan.identity.whereabouts import where
from belplan.panel.destination import own_page
from belplan.panel.forms import PanelForm
from belplan.panel.sign_in import second


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


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The sign-in card; where somebody wanted to go stands in `next`."""
    if request.method == "GET" and isinstance(request.user, Account):
        return redirect("dashboard:home")
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        account = _checked(request, form)
        if account:
            wanted = own_page(request, request.POST.get("next", ""))
            attempt = attempts.begin(request, account, wanted=wanted, now=timezone.now())
            return second.first_step(request, attempt)
        form.add_error(None, _wrong())
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "sign_in/page.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign_in")


def _checked(request: HttpRequest, form: SignInForm) -> Account | None:
    typed = form.cleaned_data
    return sign_in.check(typed["login"], typed["password"], where(request), timezone.now())


def _wrong() -> str:
    return _(
        "That username or password isn't right. Try again; after ten wrong tries you have to wait a quarter of an hour."
    )
