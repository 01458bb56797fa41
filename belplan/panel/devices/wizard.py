"""Adding a telephone in three steps; every step carries what the earlier ones said, so nothing is kept half-made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from belplan.exchange.models import Device
from belplan.exchange.models.devices import new_secret
from belplan.identity.access import access_company
from belplan.panel.devices.forms import NameForm, TypeForm
from belplan.panel.devices.guidelines import guidelines
from belplan.panel.listing import by
from belplan.provisioning import devices
from belplan.provisioning.brand import Brand
from belplan.provisioning.catalogue import BRANDS
from belplan.provisioning.catalogue import brand as brand_with
from belplan.tenancy.models import Company

GENERIC = "generic"
FIRST, SECOND, THIRD = "1", "2", "3"
SALT = "belplan.panel.devices"
MADE_WITHIN = 12 * 3600  # seconds between the password's making and its confirmation


@dataclass
class Answers:
    """What the steps said so far. The brand is None for what is set up by hand."""

    company: Company
    data: QueryDict
    brand: Brand | None

    def __post_init__(self) -> None:
        self.type = TypeForm(self.data, self.brand, self.company) if self.brand else None
        self.name = NameForm(self.data, self.company, self.brand)

    @property
    def device(self) -> Device:
        """As it would be saved; only once the steps are valid."""
        made = Device(company=self.company, brand=GENERIC, type=GENERIC)
        if self.brand and self.type:
            made.brand, made.type = self.brand.key, self.type.cleaned_data["type"]
            made.mac = self.type.cleaned_data["mac"]
        self.name.fill(made)
        return made

    @property
    def provision(self) -> bool:
        return bool(self.type and self.type.cleaned_data["provision"])


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Each step is a form that leads to the next; the last one saves."""
    company = access_company(request)
    chosen = request.GET.get("brand", "")
    brand = brand_with(chosen)
    if brand is None and chosen != GENERIC:
        return render(request, "devices/brand.html", {"brands": BRANDS, "generic": GENERIC})
    if request.method == "GET":
        return _step(request, FIRST if brand else SECOND, brand, _empty_forms(company, brand))
    answers = Answers(company, request.POST, brand)
    given, back = request.POST.get("step", FIRST), "back" in request.POST
    if answers.type and (given == FIRST or (back and given == SECOND) or not answers.type.is_valid()):
        if back or not answers.type.is_valid():
            return _step(request, FIRST, brand, answers, 200 if back else 422)
        return _step(request, SECOND, brand, _named_later(answers))
    if back or not answers.name.is_valid():
        return _step(request, SECOND, brand, answers, 200 if back else 422)
    return _confirm(request, answers) if given == THIRD else _third(request, answers)


def _empty_forms(company: Company, brand: Brand | None) -> dict[str, Any]:
    return {
        "type_form": TypeForm(None, brand, company) if brand else None,
        "name_form": NameForm(None, company, brand),
    }


def _named_later(answers: Answers) -> dict[str, Any]:
    """Step 2 without complaints about what was not asked yet; what was typed before going back stays."""
    initial = {name: answers.data.get(name) for name in answers.name.fields if answers.data.get(name)}
    return {
        "type_form": answers.type,
        "name_form": NameForm(None, answers.company, answers.brand, initial),
    }


def _step(
    request: HttpRequest, step: str, brand: Brand | None, forms: Answers | dict[str, Any], status: int = 200
) -> HttpResponse:
    if isinstance(forms, Answers):
        forms = {"type_form": forms.type, "name_form": forms.name}
    shown = forms["type_form"] if step == FIRST else forms["name_form"]
    context = {**forms, "form": shown, "step": step, "brand": brand, "hidden": _hidden(request, shown)}
    return render(request, "devices/step.html", context, status=status)


def _hidden(request: HttpRequest, shown: Any) -> list[tuple[str, str]]:
    """What other steps said."""
    others = ("type", "provision", "mac", "name", "person", "hotdesking", "encrypted", "encrypted_only")
    fields = shown.fields if shown else ()
    return [(name, request.POST[name]) for name in others if name in request.POST and name not in fields]


def _third(request: HttpRequest, answers: Answers, problem: ValidationError | None = None) -> HttpResponse:
    """User name and password, made now, and how to register with them; a refusal goes back to where it is mended."""
    device = answers.device
    device.key = devices.new_key(answers.company, device.name)
    device.secret = new_secret()
    try:
        device.full_clean()
    except ValidationError as refused:
        answers.name.refuse(refused)
        return _step(request, SECOND, answers.brand, answers, 422)
    sealed = signing.dumps([answers.company.pk, device.key, device.secret], salt=SALT)
    context = {
        "device": device, "sealed": sealed, "hidden": _hidden(request, None), "problem": problem,
        **guidelines(device, provision=answers.provision),
    }  # fmt: skip
    return render(request, "devices/confirm.html", context, status=422 if problem else 200)


def _confirm(request: HttpRequest, answers: Answers) -> HttpResponse:
    device = answers.device
    try:
        company, device.key, device.secret = signing.loads(
            request.POST.get("sealed", ""), salt=SALT, max_age=MADE_WITHIN
        )
    except signing.BadSignature:
        company = None
    if company != answers.company.pk:
        return _third(
            request, answers, ValidationError(_("That page was too old: here is a new password. Confirm it."))
        )
    try:
        devices.save(device, by(request), timezone.now(), provision=answers.provision)
    except ValidationError as problem:
        return _third(request, answers, problem)
    messages.success(request, _("%(name)s is saved.") % {"name": device.name})
    return redirect("devices:device", pk=device.pk)
