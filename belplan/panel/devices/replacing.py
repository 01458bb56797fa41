"""Another telephone in the place of one: its type or its MAC address changes, all else stays."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from belplan.exchange.models import Device
from belplan.identity.access import access_company, access_one
from belplan.panel.devices.forms import TypeForm
from belplan.panel.devices.wizard import GENERIC
from belplan.panel.listing import by
from belplan.provisioning import devices
from belplan.provisioning.brand import Brand
from belplan.provisioning.catalogue import BRANDS
from belplan.provisioning.catalogue import brand as brand_with


@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the brand by a link, type and MAC address by a form."""
    company = access_company(request)
    device = access_one(Device.objects.for_company(company).select_related("person", "company"), pk=pk)
    chosen = request.GET.get("brand", device.brand)
    brand = brand_with(chosen)
    form = TypeForm(request.POST if request.method == "POST" else None, brand, company, device) if brand else None
    problem = None
    if request.method == "POST" and (form is None or form.is_valid()):
        _put(device, brand, form)
        try:
            devices.save(device, by(request), timezone.now(), provision=bool(form and form.cleaned_data["provision"]))
        except ValidationError as refused:
            problem = refused
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": device.name})
            return redirect("devices:device", pk=pk)
    context = {
        "device": device, "name": device.name, "form": form, "brand": brand, "brands": BRANDS, "generic": GENERIC,
        "problem": problem,
    }  # fmt: skip
    wrong = problem or (form and form.errors)
    return render(request, "devices/type.html", context, status=422 if wrong else 200)


def _put(device: Device, brand: Brand | None, form: TypeForm | None) -> None:
    device.brand, device.type, device.mac = GENERIC, GENERIC, ""
    if brand and form:
        device.brand, device.type, device.mac = brand.key, form.cleaned_data["type"], form.cleaned_data["mac"]
