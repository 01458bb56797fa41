"""What is asked of a telephone: by the wizard step for step, and on its own page."""

from __future__ import annotations

from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.exchange.models import Device, Person
from belplan.panel.forms import PanelForm
from belplan.panel.people.search import with_number
from belplan.panel.picking import PickField, by_name_or
from belplan.provisioning.brand import Brand, Feature
from belplan.tenancy.models import Company


class TypeForm(PanelForm):
    """Step 1, once the brand is chosen: the type, and whether the telephone fetches its settings."""

    type = forms.ChoiceField(
        label=gettext_lazy("Type"), error_messages={"required": gettext_lazy("Choose the type: it stands on the back.")}
    )
    provision = forms.BooleanField(
        label=gettext_lazy("Set it up by itself (auto-provisioning)"),
        required=False,
        help_text=gettext_lazy("The telephone fetches account, language, time zone and phonebook by itself."),
    )
    mac = forms.CharField(
        label=gettext_lazy("MAC address"),
        required=False,
        help_text=gettext_lazy("On the label at the back, such as 80:5E:C0:12:34:56. Only for auto-provisioning."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any, brand: Brand, company: Company, device: Device | None = None) -> None:
        """`device`: the one that this is about, if there is one already."""
        super().__init__(data, initial=_as_asked(device, brand))
        self.company, self.device = company, device
        choices = [("", _("Choose a type")), *((m.key, self._title(m.title, m.untested)) for m in brand.models)]
        self.fields["type"] = forms.ChoiceField(
            label=self.fields["type"].label, choices=choices, widget=self.fields["type"].widget,
            error_messages=self.fields["type"].error_messages,
        )  # fmt: skip
        self.brand = brand

    def _title(self, title: str, untested: bool) -> str:
        return _("%(type)s (untested)") % {"type": title} if untested else title

    def clean(self) -> dict[str, Any]:
        """A MAC address where it is needed, in one form, that nothing else has."""
        data = super().clean() or {}
        if not data.get("provision"):
            data["mac"] = ""
            return data
        probe = copy(self.device) if self.device else Device(company=self.company, key="x", name="x")
        probe.mac = data.get("mac", "")
        try:
            if not probe.mac:
                raise ValidationError({"mac": _("Type the MAC address: without it the telephone can't be recognised.")})
            probe.full_clean()
            data["mac"] = probe.mac
        except ValidationError as problem:
            errors = problem.error_dict.get("mac") or problem.error_dict.get("__all__") or []
            for error in errors:
                self.add_error("mac", error)
        return data


def _as_asked(device: Device | None, brand: Brand) -> dict[str, Any]:
    if device is None:
        return {}
    provisioned = hasattr(device, "provisioning")
    return {"type": device.type if device.brand == brand.key else "", "provision": provisioned, "mac": device.mac}


class NameForm(PanelForm):
    """Step 2: what people call it, and whose it is."""

    name = forms.CharField(
        label=gettext_lazy("Name of the telephone"),
        max_length=100,
        help_text=gettext_lazy("One that people recognise, such as Reception or Desk of Ann."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type a name, such as Reception.")},
    )
    person = PickField(
        Person.everywhere.none(),
        label=gettext_lazy("Link to a user"),
        required=False,
        empty_label=gettext_lazy("Nobody now"),
        help_text=gettext_lazy("A telephone without a user calls emergency numbers only, and can't be called."),
    )
    hotdesking = forms.BooleanField(label=gettext_lazy("Colleagues may sign in here (hotdesking)"), required=False)
    encrypted = forms.BooleanField(
        label=gettext_lazy("Encrypt calls (TLS and SRTP)"),
        required=False,
        help_text=gettext_lazy("The telephone must trust the certificate of this exchange."),
    )

    encrypted_only = forms.BooleanField(
        label=gettext_lazy("No calls without encryption"),
        required=False,
        help_text=gettext_lazy("Only with encryption. A telephone that can't do it doesn't ring and can't call."),
    )

    def __init__(self, data: Any, company: Company, brand: Brand | None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        people = self.fields["person"]
        assert isinstance(people, PickField)  # noqa: S101 (declared so above)
        people.offer(Person.objects.for_company(company), with_number, by_name_or("extension"), "people:find")
        if brand and not {Feature.TLS, Feature.SRTP} <= brand.supports:
            del self.fields["encrypted"]
        if brand and not brand.forces_srtp:
            del self.fields["encrypted_only"]

    def fill(self, device: Device) -> None:
        """Put what was typed into the device."""
        data = self.cleaned_data
        device.name, device.person, device.hotdesking = data["name"], data["person"], data["hotdesking"]
        device.srtp = bool(data.get("encrypted"))
        device.srtp_only = device.srtp and bool(data.get("encrypted_only"))
        device.transport = "tls" if device.srtp else "udp"
