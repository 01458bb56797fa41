"""Finding telephones by what somebody remembers of them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from belplan.exchange.models import Device
from belplan.tenancy.models import Company


def found(company: Company, words: str) -> QuerySet[Device]:
    """Telephones with the text in their name, their user's, SIP username, internal number or MAC address; by name."""
    rows = Device.objects.for_company(company)
    if words:
        mac = words.replace(":", "").replace("-", "").lower()
        rows = rows.filter(
            Q(name__icontains=words) | Q(person__name__icontains=words) | Q(account__icontains=words)
            | Q(person__extension__contains=words) | Q(mac__contains=mac)
        )  # fmt: skip
    return rows.select_related("person", "provisioning").order_by("name", "pk")


def with_account(device: Device) -> str:
    """As one is chosen among many: Reception (reception.demo)."""
    return f"{device.name} ({device.account})"
