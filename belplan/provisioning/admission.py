"""Decides what one request for a file gets: the file, with or without the secret, or nothing at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from belplan.exchange.models import Device
from belplan.identity.factors.base import Where
from belplan.identity.vault import same
from belplan.provisioning.brand import ANY_MAC, Brand, File
from belplan.provisioning.catalogue import BRANDS
from belplan.provisioning.models import CompanyAddress, Provisioning
from belplan.provisioning.phones import brand_of

_MAC = re.compile(ANY_MAC)


@dataclass(frozen=True)
class Miss:
    """Nothing. `counts`: it may be guessing; else it is something that a telephone may well ask for."""

    counts: bool = True


@dataclass(frozen=True)
class Admitted:
    """This file of this device; its secret goes along where `with_secret`."""

    device: Device
    row: Provisioning
    file: File
    with_secret: bool


def admit(token: str, path: str, where: Where, now: datetime) -> Admitted | Miss:
    """Judge a request for `path` (what follows the token). The same look-ups are made whatever is wrong with it."""
    by_company = CompanyAddress.everywhere.filter(token=token).first()
    by_device = _provisioning(Q(token=token))
    by_mac = _provisioning(Q(device__mac=_mac_of(path)))
    if by_device and same(by_device.token, token):
        return _judge(by_device, path, where, now) if by_mac in (None, by_device) else Miss()
    if by_company and same(by_company.token, token):
        if by_mac and by_mac.company_id == by_company.company_id:
            return _judge(by_mac, path, where, now, named=True)
        return Miss(counts="" not in [brand.also_asked(path) for brand in BRANDS])
    return Miss()


def _provisioning(which: Q) -> Provisioning | None:
    rows = Provisioning.everywhere.filter(which)
    return rows.select_related("device__company", "device__person").first()


def _mac_of(path: str) -> str:
    """The MAC address in the name of the file; what no telephone has where there is none."""
    found = _MAC.search(path)
    return found[0].lower() if found else "none"


def _judge(row: Provisioning, path: str, where: Where, now: datetime, *, named: bool = False) -> Admitted | Miss:
    brand = brand_of(row.device)
    if brand is None or brand.mac_in(where.agent) not in ("", row.device.mac):
        return Miss()
    file = _file(brand, row.device, path, named=named)
    if file is None:
        return Miss(counts=brand.also_asked(path) not in ("", row.device.mac))
    return _within_window(row, file, where, now, has_secret=file is brand.files[0])


def _file(brand: Brand, device: Device, path: str, *, named: bool) -> File | None:
    """By the company's address each file's name holds the MAC address (`named`)."""
    file = brand.file(path)
    told = file.mac_in(path) if file else None
    return file if told == device.mac or (told == "" and not named) else None


def _within_window(row: Provisioning, file: File, where: Where, now: datetime, *, has_secret: bool) -> Admitted | Miss:
    """While provisioning is open, whoever came first gets the secret, and nobody else gets anything: that would be
    a replay. Afterwards the telephone that had it gets its files without it; where none had it there is nothing."""
    if not row.enabled_at <= now < row.open_until():
        return Admitted(row.device, row, file, with_secret=False) if row.given_at else Miss()
    if row.given_to and row.given_to != where.network:
        return Miss()
    return Admitted(row.device, row, file, with_secret=has_secret and _travels_unseen(where))


def _travels_unseen(where: Where) -> bool:
    """Whether nobody on the way reads along: over HTTPS, which is the proxy's, or within this machine."""
    url: str = settings.ENVIRONMENT.url
    return url.startswith("https:") or where.address == "::1" or where.address.startswith("127.")
