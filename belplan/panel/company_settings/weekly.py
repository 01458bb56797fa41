"""Whether an administrator gets the summary of the calls each week: their own choice, and off at first."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from belplan.identity.access import access_account, access_company


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Begin or stop sending it to whoever is signed in."""
    account = access_account(request)
    if access_company(request) != account.company:
        raise PermissionDenied
    wanted = request.POST.get("weekly") == "yes"
    if wanted and not account.address:
        messages.error(
            request, _("We don't know your e-mail address yet: fill it in first, on your own page in Users.")
        )
        return redirect("settings:page")
    account.weekly_summary = wanted
    account.save(update_fields=["weekly_summary"])
    messages.success(request, _("Saved."))
    return redirect("settings:page")
