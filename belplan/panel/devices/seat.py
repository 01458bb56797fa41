"""Who signed in at a telephone that colleagues share, and signing them out there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from belplan.engine.state import TakeSeat
from belplan.exchange.models import Device, Person
from belplan.identity.access import access_company, access_one
from belplan.panel.live import change, live_of


def person_at(device: Device) -> Person | None:
    """Who signed in there, as the engine says, or said last."""
    if not device.hotdesking:
        return None
    key = live_of(device.company).state.seats.get(device.key, "")
    return Person.objects.for_company(device.company).filter(key=key, may_hotdesk=True).first()


@require_POST
def sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it be its own user's telephone again."""
    company = access_company(request)
    device = access_one(Device.objects.for_company(company), pk=pk)
    live = change(
        request, company, TakeSeat(device.key, ""), f"whoever was signed in at telephone {device.key} signed out"
    )
    if live.problem:
        messages.error(request, live.problem)
    else:
        messages.success(request, _("Nobody is signed in at %(name)s any more.") % {"name": device.name})
    return redirect("devices:device", pk=pk)
