"""How a telephone is set up: where it registers, and where it fetches its settings."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from belplan.exchange.models import Device
from belplan.provisioning.phones import brand_of, company_base


def guidelines(device: Device, *, provision: bool) -> dict[str, Any]:
    """Server, port and transport; for one that fetches its settings also what the DHCP server tells it."""
    here = settings.ENVIRONMENT
    brand = brand_of(device) if provision else None
    base = company_base(device.company) if brand else ""
    return {
        "server": here.sip_host,
        "port": here.tls_port if device.transport == "tls" else here.sip_port,
        "transport": device.get_transport_display(),
        "dhcp": [(option.number, option.text(base)) for option in brand.options] if brand else [],
    }
