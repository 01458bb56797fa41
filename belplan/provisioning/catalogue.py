"""The brands, written down by hand: adding one is its file, its golden files and a line here."""

from __future__ import annotations

from belplan.provisioning.brand import Brand
from belplan.provisioning.brands.cisco import CISCO
from belplan.provisioning.brands.fanvil import FANVIL
from belplan.provisioning.brands.gigaset import GIGASET
from belplan.provisioning.brands.grandstream import GRANDSTREAM
from belplan.provisioning.brands.poly import POLY
from belplan.provisioning.brands.snom import SNOM
from belplan.provisioning.brands.yealink import YEALINK

BRANDS: tuple[Brand, ...] = (CISCO, FANVIL, GIGASET, GRANDSTREAM, POLY, SNOM, YEALINK)


def brand(key: str) -> Brand | None:
    """The brand with the key that Device.brand keeps; None for what is set up by hand."""
    return next((brand for brand in BRANDS if brand.key == key), None)
