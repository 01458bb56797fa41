"""The list of telephones and one of them: what it gets, what it fetched, and what may be done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belplan.exchange.models import Device
from belplan.exchange.models.line_keys import KINDS
from belplan.identity.access import access_company, access_one
from belplan.panel.devices.forms import NameForm
from belplan.panel.devices.guidelines import guidelines
from belplan.panel.devices.keys import keys_of
from belplan.panel.devices.search import found
from belplan.panel.devices.seat import person_at
from belplan.panel.devices.signed_in import signed_in
from belplan.panel.devices.words import type_of
from belplan.panel.factors.qr import qr
from belplan.panel.listing import PAGE, Listing, by
from belplan.provisioning import devices, opening
from belplan.provisioning.models import Provisioning
from belplan.provisioning.phones import brand_of, device_base

LIST = Listing("devices", "devices:device", found, devices.remove, devices.bring_back)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All telephones of the company, or those that match."""
    company = access_company(request)
    context = LIST.shown(request, company)
    rows = list(context["page"])
    told = zip(rows, signed_in(company, rows), strict=True)
    lines = [(row, type_of(row), getattr(row, "provisioning", None), there) for row, there in told]
    return render(request, "devices/overview.html", {**context, "lines": lines})


@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """Which of some telephones are signed in now: the page asks again and again."""
    company = access_company(request)
    asked = [int(pk) for pk in request.GET.getlist("device")[:PAGE] if pk.isdecimal()]
    rows = list(Device.objects.for_company(company).filter(pk__in=asked))
    return render(
        request, "devices/signed_in_now.html", {"all": signed_in(company, rows), "whole": "whole" in request.GET}
    )


@require_http_methods(["GET", "POST"])
def device(request: HttpRequest, pk: int) -> HttpResponse:
    """One telephone; saving its name, user and rights."""
    shown = _one(request, pk)
    brand, row = brand_of(shown), _row(shown)
    name = shown.name
    initial = {"name": name, "person": shown.person, "hotdesking": shown.hotdesking}
    initial |= {"encrypted": shown.srtp, "encrypted_only": shown.srtp_only}
    form = NameForm(request.POST if request.method == "POST" else None, shown.company, brand, initial)
    if form.is_valid():
        form.fill(shown)
        try:
            devices.save(shown, by(request), timezone.now(), provision=row is not None)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": shown.name})
            return redirect("devices:device", pk=pk)
    (there,) = signed_in(shown.company, [shown])
    context = {"form": form, "device": shown, "name": name, "type": type_of(shown), "there": there}
    context |= {"keys": [(key, KINDS[key.kind]) for key in shown.keys], "key_count": keys_of(shown)}
    context["seat"] = person_at(shown)
    context |= _provisioned(shown, row)
    return render(request, "devices/device.html", context, status=422 if form.errors else 200)


@require_POST
def open_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The password goes along with the settings for another day."""
    shown = _one(request, pk)
    try:
        devices.open_again(shown, by(request), timezone.now())
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("For 24 hours the telephone gets its password with its settings: restart it."))
    return redirect("devices:device", pk=pk)


@require_POST
def app(request: HttpRequest, pk: int) -> HttpResponse:
    """A QR code for an app, on the telephone's page."""
    shown = _one(request, pk)
    try:
        devices.open_for_app(shown, by(request), timezone.now())
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect(f"{reverse('devices:device', args=[pk])}#app")


@require_POST
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new SIP password, shown once, on the answer."""
    shown = _one(request, pk)
    try:
        devices.renew_password(shown, by(request), timezone.now())
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("devices:device", pk=pk)
    provision = bool(shown.mac) and _row(shown) is not None
    context = {"device": shown, "provision": provision, **guidelines(shown, provision=provision)}
    return render(request, "devices/password.html", context)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one, unless a call plan uses it; it can be undone."""
    return LIST.take_out(request, _one(request, pk))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Bring back what was removed last."""
    return LIST.put_back(request, access_company(request))


def _one(request: HttpRequest, pk: int) -> Device:
    rows = Device.objects.for_company(access_company(request)).select_related("person", "company")
    return access_one(rows, pk=pk)


def _row(shown: Device) -> Provisioning | None:
    return Provisioning.objects.for_company(shown.company).filter(device=shown).first()


def _provisioned(shown: Device, row: Provisioning | None) -> dict[str, Any]:
    """How it is set up: what it will get, and what that changes since its last fetch."""
    brand = brand_of(shown)
    told: dict[str, Any] = {"row": row, **guidelines(shown, provision=bool(shown.mac) and row is not None)}
    if row and brand:
        told["typed"] = brand.address(device_base(row))
        told["drawing"] = qr(told["typed"])
        told["open"] = row.open_until() > timezone.now()
        told["settings"] = opening.settings_now(shown, row)
        told["changes"] = opening.changes(shown, row) if row.settings else []
        told["firmware"] = brand.firmware_in(row.agent)
    return told
