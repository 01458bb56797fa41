"""Telephones of a company: added by the wizard's answers, changed, removed and brought back, whole or not at all."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from itertools import chain

from django.core import serializers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from belplan.exchange.models import Device
from belplan.identity.colleagues import By
from belplan.provisioning import opening
from belplan.provisioning.brands.linphone import GENERIC
from belplan.provisioning.models import Provisioning
from belplan.publishing.arranging import arranged, free_key, still_new
from belplan.publishing.in_use import plans_with
from belplan.tenancy.models import Company, note_change

LONGEST_KEY = 31


def new_key(company: Company, name: str) -> str:
    """The first part of a SIP username for a telephone of this name; free now."""
    taken = set(Device.objects.for_company(company).values_list("key", flat=True)) | {"trunk"}
    return free_key(name, taken, otherwise="tel", longest=LONGEST_KEY)


def save(device: Device, by: By, now: datetime, *, provision: bool) -> None:
    """Add or change a telephone; `provision`: it fetches its settings from us, which opens for 24 hours if new.

    Raises ValidationError, by field, with nothing changed.
    """
    new = device.pk is None
    before = None if new else _facts(Device.objects.for_company(device.company).get(pk=device.pk))
    with still_new(device) if new else nullcontext(), arranged(device.company, device) as company:
        device.store()
        another = before is not None and before["mac"] != device.mac  # a telephone that never had the secret
        if provision and (another or not _provisioned(device)):
            opening.enable(device, now)
        elif not provision:
            opening.disable(device)
        what = f"telephone {device.key} {'added' if new else 'changed'}"
        note_change(
            company, who=by.account.login, what=what, origin=by.where.address, before=before, after=_facts(device)
        )


def open_again(device: Device, by: By, now: datetime) -> None:
    """Its secret goes along with its settings for another 24 hours. Raises ValidationError."""
    if not _provisioned(device):
        raise ValidationError(_("This telephone does not fetch its settings: switch that on first."))
    with arranged(device.company, device) as company:
        opening.enable(device, now)
        _note(company, by, f"telephone {device.key}: provisioning enabled again")


def open_for_app(device: Device, by: By, now: datetime) -> None:
    """A general telephone's account may be read once, within 24 hours, by an app. Raises ValidationError."""
    if device.brand != GENERIC:
        raise ValidationError(_("Only a general SIP telephone can be an app: change its type first."))
    with arranged(device.company, device) as company:
        opening.enable(device, now)
        _note(company, by, f"telephone {device.key}: opened for an app")


def renew_password(device: Device, by: By, now: datetime) -> None:
    """A new SIP password, known to the switch at once. Raises ValidationError, with everything as it was."""
    with arranged(device.company, device) as company:
        opening.rotate_password(device, now)
        _note(company, by, f"telephone {device.key}: SIP password renewed")


def remove(device: Device, by: By) -> str:
    """Remove it. Gives what `bring_back` needs. Raises ValidationError where a call plan uses it."""
    if used := plans_with(device.company, "device", device.key):
        message = _("%(name)s is used in %(plans)s: take it out there first.")
        raise ValidationError(message, params={"name": device.name, "plans": ", ".join(used)})
    provisioned = Provisioning.objects.for_company(device.company).filter(device=device)
    kept = str(serializers.serialize("json", chain([device], provisioned)))
    with arranged(device.company, device) as company:
        note_change(
            company, who=by.account.login, what=f"telephone {device.key} removed", origin=by.where.address,
            before=_facts(device),
        )  # fmt: skip
        device.delete()
    return kept


def bring_back(company: Company, kept: str, by: By) -> Device:
    """Undo a removal. Raises ValidationError where its MAC address or user name went elsewhere meanwhile."""
    rows = list(serializers.deserialize("json", kept))
    device = next(row.object for row in rows if isinstance(row.object, Device))
    if device.company_id != company.pk:
        raise ValidationError(_("There is nothing to undo any more."))
    with arranged(company, device) as current:
        device.full_clean()
        for row in rows:
            row.save()
        _note(current, by, f"telephone {device.key} brought back")
    return device


def _provisioned(device: Device) -> bool:
    return Provisioning.objects.for_company(device.company).filter(device=device).exists()


def _note(company: Company, by: By, what: str) -> None:
    note_change(company, who=by.account.login, what=what, origin=by.where.address)


def _facts(device: Device) -> dict[str, object]:
    names = ("name", "brand", "type", "mac", "transport", "srtp", "srtp_only", "hotdesking")
    keys = [f"{key.kind} {key.number}".strip() for key in device.keys]
    facts = {name: getattr(device, name) for name in names}
    return {**facts, "keys": keys, "user": device.person.key if device.person else ""}
