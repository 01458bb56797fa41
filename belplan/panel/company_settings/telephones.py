"""How the company's people sign in at each other's telephones."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from belplan.identity.access import access_account, access_company
from belplan.identity.whereabouts import where
from belplan.panel.forms import PanelForm
from belplan.publishing.arranging import arranged
from belplan.tenancy.models import note_change


class TelephonesForm(PanelForm):
    """Signing in at a telephone (hotdesking)."""

    hotdesk_without_pin = forms.BooleanField(
        required=False,
        label=gettext_lazy("Users without a PIN may sign in at other telephones"),
        help_text=gettext_lazy("Then anybody inside can take their place by dialling *35* and their internal number."),
    )


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save it, in force at once."""
    company, form = access_company(request), TelephonesForm(request.POST)
    wanted = form.is_valid() and form.cleaned_data["hotdesk_without_pin"]
    try:
        with arranged(company) as now:
            before, now.hotdesk_without_pin = now.hotdesk_without_pin, wanted
            now.save(update_fields=["hotdesk_without_pin"])
            note_change(
                now,
                who=access_account(request).login,
                what="signing in at telephones without a PIN",
                origin=where(request).address,
                before=before,
                after=wanted,
            )
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect("settings:page")
