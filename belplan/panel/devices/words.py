"""Telephones as people call them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from belplan.exchange.models import Device
from belplan.provisioning.catalogue import brand as brand_with


def type_of(device: Device) -> str:
    """Brand and type: Yealink SIP-T54W."""
    brand = brand_with(device.brand)
    model = brand.model(device.type) if brand else None
    return f"{brand.title} {model.title}" if brand and model else _("General SIP telephone")
