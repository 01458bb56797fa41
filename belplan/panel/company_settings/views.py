"""What the company is, how its people sign in, and consent to be helped."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from belplan.identity import help_consent
from belplan.identity.access import access_account, access_company
from belplan.identity.models import Account
from belplan.identity.policy import CODE_LENGTHS
from belplan.identity.whereabouts import where
from belplan.panel.company_settings.about import AboutForm
from belplan.panel.company_settings.telephones import TelephonesForm
from belplan.panel.countries import country_names
from belplan.panel.forms import PanelForm
from belplan.tenancy.models import Company, note_change

SPANS = {"1": timedelta(hours=1), "24": timedelta(hours=24), "168": timedelta(days=7)}  # by hours


class SignInForm(PanelForm):
    """How the company's people sign in."""

    require_second_factor = forms.BooleanField(
        required=False,
        label=gettext_lazy("Everybody needs a second factor"),
        help_text=gettext_lazy("Whoever has none yet sets one up at the next sign-in."),
    )
    code_length = forms.TypedChoiceField(
        label=gettext_lazy("Digits in a code"),
        coerce=int,
        choices=[(length, str(length)) for length in CODE_LENGTHS],
        help_text=gettext_lazy("Of the codes that we send or read out; authenticator apps always show six."),
    )
    push_shows_code = forms.BooleanField(
        required=False,
        label=gettext_lazy("The app's notification shows the code"),
        help_text=gettext_lazy("If not, the code stands in the app, behind the lock of the mobile."),
    )
    press_key_before_code = forms.BooleanField(
        required=False,
        label=gettext_lazy("Press a key before a call reads the code"),
        help_text=gettext_lazy("So no code ends up in a voicemail box."),
    )


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the settings, and save those of signing in."""
    company = access_company(request)
    before = {name: getattr(company, name) for name in SignInForm.base_fields}
    form = SignInForm(request.POST if request.method == "POST" else None, initial=before)
    if form.is_valid():
        _save(request, company, before, form)
        return redirect("settings:page")
    return _shown(request, company, form, AboutForm(None, company))


@require_POST
def about(request: HttpRequest) -> HttpResponse:
    """Save what the company is called, where it is, and which language and clock it has."""
    company = access_company(request)
    form = AboutForm(request.POST, company)
    if form.is_valid():
        try:
            form.keep(access_account(request).login, where(request).address)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("settings:page")
    now = {name: getattr(company, name) for name in SignInForm.base_fields}
    return _shown(request, company, SignInForm(initial=now), form)


@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Let whoever serves the company open its panel for a time."""
    account = _own_administrator(request)
    span = SPANS.get(request.POST.get("span", ""))
    if span is None:
        messages.error(request, _("Choose for how long."))
    else:
        help_consent.give(account, span, where(request), timezone.now())
        messages.success(request, _("Your provider may help now."))
    return redirect("settings:page")


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """No longer."""
    help_consent.withdraw(_own_administrator(request), where(request), timezone.now())
    messages.success(request, _("Nobody from outside can open your panel any more."))
    return redirect("settings:page")


def _shown(request: HttpRequest, company: Company, form: SignInForm, about: AboutForm) -> HttpResponse:
    account = access_account(request)
    context = {
        "form": form,
        "about": about,
        "limits": company,
        "countries": country_names(company.countries),
        "telephones": TelephonesForm(initial={"hotdesk_without_pin": company.hotdesk_without_pin}),
        "own": account.company == company,
        "spans": _spans(),
        "account": account,
    }
    wrong = form.errors or about.errors
    return render(request, "company_settings/page.html", context, status=422 if wrong else 200)


def _own_administrator(request: HttpRequest) -> Account:
    """Consent is the company's own to give: who helps it can't make their stay longer."""
    account = access_account(request)
    if access_company(request) != account.company:
        raise PermissionDenied
    return account


def _save(request: HttpRequest, company: Company, before: dict[str, object], form: SignInForm) -> None:
    after = form.cleaned_data
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        for name in changed:
            setattr(company, name, after[name])
        with transaction.atomic():
            company.save(update_fields=changed)
            note_change(
                company,
                who=access_account(request).login,
                what="sign-in settings",
                origin=where(request).address,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
            )
    messages.success(request, _("Saved."))


def _spans() -> list[tuple[str, str]]:
    return [("1", _("one hour")), ("24", _("one day")), ("168", _("one week"))]
