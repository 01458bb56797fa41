"""The programmable keys of a telephone: one after the other, colleagues chosen by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from belplan.exchange.models import Device
from belplan.exchange.models.line_keys import KINDS, MOST, WITH_NUMBER, LineKey, as_data, read
from belplan.identity.access import access_company, access_one
from belplan.panel.devices.key_choices import choices, chosen
from belplan.panel.listing import by, words_of
from belplan.provisioning import devices
from belplan.provisioning.brand import Feature
from belplan.provisioning.phones import brand_of
from belplan.tenancy.models import Company

UP, DOWN, WATCH = "up", "down", "watch"  # with the place, or what is chosen, behind a dash; else it is removed


def keys_of(device: Device) -> int:
    """How many keys of this telephone we can set; 0: none."""
    brand = brand_of(device)
    model = brand.model(device.type) if brand and Feature.LINE_KEYS in brand.supports else None
    return model.line_keys if model else 0


@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest, pk: int) -> HttpResponse:
    """Every button gives the keys as they would be then; only "save" saves them."""
    company = access_company(request)
    device = access_one(Device.objects.for_company(company).select_related("person", "company"), pk=pk)
    shown = list(device.keys)
    if request.method != "POST":
        return _page(request, device, shown)
    shown, wanted = _typed(request), request.POST.get("do", "")
    if wanted != "save":
        return _page(request, device, _after(company, shown, wanted))
    try:
        read(as_data(shown))
        device.line_keys = as_data(shown)
        devices.save(device, by(request), timezone.now(), provision=hasattr(device, "provisioning"))
    except ValidationError as problem:
        return _page(request, device, shown, " ".join(problem.messages))
    messages.success(
        request, _("The keys are saved. The telephone gets them at its next fetch: restart it to be quick.")
    )
    to = reverse("devices:device", args=[pk])
    return HttpResponse(headers={"HX-Redirect": to}) if "HX-Request" in request.headers else redirect(to)


@require_safe
def watchable(request: HttpRequest) -> HttpResponse:
    """What a lamp may watch, as buttons."""
    return render(request, "devices/choices.html", {"choices": choices(access_company(request), words_of(request))})


def _page(request: HttpRequest, device: Device, shown: list[LineKey], problem: str = "") -> HttpResponse:
    most = min(keys_of(device), MOST)
    context: dict[str, Any] = {
        "device": device, "problem": problem, "most": most, "full": len(shown) >= most,
        "rows": list(enumerate(shown, start=1)), "kinds": KINDS.items(),
        "q": request.POST.get("q", ""), "choices": choices(device.company, request.POST.get("q", "").strip()),
    }  # fmt: skip
    return render(request, "devices/keys.html", context, status=422 if problem else 200)


def _typed(request: HttpRequest) -> list[LineKey]:
    """The keys as the page had them. A number on a key that takes none is forgotten."""
    said = (request.POST.getlist(name)[:MOST] for name in ("kind", "number", "label"))
    typed = [LineKey(kind, number.replace(" ", ""), label.strip()) for kind, number, label in zip(*said, strict=False)]
    return [key if key.kind in WITH_NUMBER else replace(key, number="") for key in typed]


def _after(company: Company, shown: list[LineKey], wanted: str) -> list[LineKey]:
    """What a button makes of them."""
    what, _dash, which = wanted.partition("-")
    place = int(which) - 1 if which.isdecimal() else -1
    if what == "add":
        return [*shown, LineKey("speed_dial")]
    if what == WATCH:
        key = chosen(company, which)
        return [*shown, key] if key else shown
    if not 0 <= place < len(shown):
        return shown
    moved = shown.pop(place)
    if what in (UP, DOWN):
        shown.insert(max(place - 1, 0) if what == UP else place + 1, moved)
    return shown
