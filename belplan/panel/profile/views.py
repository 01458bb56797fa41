"""The profile page and what can be changed on it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from belplan.exchange import photos
from belplan.identity import own_factors, sessions
from belplan.identity.access import access_account
from belplan.identity.models import Account
from belplan.panel.factors import words
from belplan.panel.photos.field import PhotoForm
from belplan.panel.preferences.views import remember_language
from belplan.panel.profile.browsers import browser

HISTORY = 10  # sign-ins


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Everything about oneself; Bewerk 2FA stands at the bottom."""
    return _page(request, access_account(request), PhotoForm())


@require_POST
def photo(request: HttpRequest) -> HttpResponse:
    """Another photo of oneself."""
    account, form = access_account(request), PhotoForm(request.POST, request.FILES)
    if account.person and form.is_valid():
        try:
            photos.change(account.person, form.cleaned_data["photo"])
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("profile:page")
    return _page(request, account, form)


@require_POST
def remove_photo(request: HttpRequest) -> HttpResponse:
    """One's initials instead."""
    person = access_account(request).person
    if person:
        photos.change(person, None)
        messages.success(request, _("Saved."))
    return redirect("profile:page")


def _page(request: HttpRequest, account: Account, form: PhotoForm) -> HttpResponse:
    rows = [(row, browser(row.agent), sessions.is_current(request, row)) for row in sessions.open_sessions(account)]
    context = {
        "person": account.person,
        "photo_form": form,
        "sessions": rows,
        "events": [(event, browser(event.agent)) for event in account.sign_in_events.all()[:HISTORY]],
        "ways": [words.way(factor) for factor in own_factors.usable(account)],
    }
    return render(request, "profile/page.html", context, status=422 if form.errors else 200)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The language of pages, and of what we say on the telephone and write by e-mail."""
    account = access_account(request)
    chosen = request.POST.get("language", "")
    response = redirect("profile:page")
    if chosen not in dict(settings.LANGUAGES):
        return response
    Account.objects.filter(pk=account.pk).update(language=chosen)
    if account.person and account.person.language != chosen:
        account.person.language = chosen
        account.person.store()
    with translation.override(chosen):
        messages.success(request, _("Saved."))
    return remember_language(response, chosen)


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out elsewhere."""
    if not sessions.revoke(access_account(request), pk):
        raise Http404
    messages.success(request, _("Nobody is signed in there any more."))
    return redirect("profile:page")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    sessions.revoke_all(access_account(request), except_key=str(request.session.session_key))
    messages.success(request, _("You are signed in only here now."))
    return redirect("profile:page")
