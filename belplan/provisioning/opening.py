"""Opens provisioning for a telephone, changes its secret, and tells what it would get now."""

from __future__ import annotations

import difflib
from datetime import datetime

from django.db import transaction

from belplan.exchange.models import Device
from belplan.exchange.models.devices import new_secret
from belplan.provisioning.models import CompanyAddress, Provisioning, new_token
from belplan.provisioning.phones import base, brand_of, phone
from belplan.publishing.accounts import write_accounts_of
from belplan.publishing.touched import Touched
from belplan.tenancy.models import Company


def enable(device: Device, now: datetime) -> Provisioning:
    """Let the telephone fetch its settings; for 24 hours from `now` its secret goes along to who comes first.

    Once more for one that is enabled already: the 24 hours begin anew, for any network.
    """
    fresh = {"enabled_at": now, "given_at": None, "given_to": ""}
    row, _ = Provisioning.objects.for_company(device.company).update_or_create(
        device=device, defaults=fresh, create_defaults={**fresh, "company": device.company}
    )
    return row


def disable(device: Device) -> None:
    """The telephone gets nothing any more; it keeps what it has."""
    Provisioning.objects.for_company(device.company).filter(device=device).delete()


def rotate_password(device: Device, now: datetime) -> None:
    """A new SIP secret, known to the switch at once; a telephone that fetches its settings may have it for 24 hours.

    One that is set up by hand is cut off until somebody types the new secret. Raises AccountsNotWritten, with
    everything as it was.
    """
    with transaction.atomic():
        device.secret = new_secret()
        device.save(update_fields=["secret"])
        if Provisioning.objects.for_company(device.company).filter(device=device).exists():
            enable(device, now)
        write_accounts_of(Touched(device.company, [device]))


def renew_address(device: Device) -> None:
    """A new token for the device's own address, such as when the old one became known; the old one ends at once."""
    Provisioning.objects.for_company(device.company).filter(device=device).update(token=new_token())


def renew_company_address(company: Company) -> None:
    """A new token for the address that DHCP tells; the DHCP servers and telephones with the old one must be told."""
    CompanyAddress.objects.for_company(company).update(token=new_token())


def settings_now(device: Device, row: Provisioning) -> str:
    """The settings that the telephone gets at its next fetch, without the secret.

    Empty for a type that we do not provision.
    """
    brand = brand_of(device)
    return brand.files[0].render(phone(device, base(row.token_used or row.token), with_secret=False)) if brand else ""


def changes(device: Device, row: Provisioning) -> list[str]:
    """What the next fetch changes against the last one: lines of a unified diff without its heading; empty: nothing."""
    now = settings_now(device, row)
    found = difflib.unified_diff(row.settings.splitlines(), now.splitlines(), lineterm="", n=0)
    return [line for line in found if not line.startswith(("---", "+++", "@@"))]
