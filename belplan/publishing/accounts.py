"""Devices and trunks become the accounts that the switch knows."""

from __future__ import annotations

import phonenumbers

from belplan.exchange.models import Device, Number, Trunk
from belplan.publishing import hooks
from belplan.switch.accounts import Account, DeviceAccount, FallbackRoute, TrunkAccount


def switch_accounts() -> list[Account]:
    """Every telephone and every trunk of all companies: the switch has one list of them."""
    devices = Device.everywhere.order_by("account")
    trunks = Trunk.everywhere.order_by("account")
    return [*map(_device, devices), *map(_trunk, trunks)]


def write_switch_accounts() -> None:
    """Let the switch know every telephone and trunk, after any of them changed. Raises AccountsNotWritten."""
    hooks.store_accounts(switch_accounts(), fallback_routes())


def fallback_routes() -> list[FallbackRoute]:
    """For each number whose plan names a fallback user: that user's telephones."""
    numbers = Number.everywhere.filter(plan__fallback__isnull=False).select_related("plan__fallback", "company")
    routes = [_fallback(number) for number in numbers.prefetch_related("plan__fallback__devices").order_by("digits")]
    return [route for route in routes if route.accounts]


def _fallback(number: Number) -> FallbackRoute:
    assert number.plan is not None  # noqa: S101 (the query asked for it)
    assert number.plan.fallback is not None  # noqa: S101
    digits = number.digits
    national = phonenumbers.format_number(phonenumbers.parse(f"+{digits}"), phonenumbers.PhoneNumberFormat.NATIONAL)
    forms = (digits, f"00{digits}", "".join(c for c in national if c.isdigit()))
    accounts = sorted(device.account for device in number.plan.fallback.devices.all())
    return FallbackRoute(forms, tuple(accounts), number.company.language)


def _device(device: Device) -> DeviceAccount:
    return DeviceAccount(name=device.account, secret=device.secret, srtp=device.srtp)


def _trunk(trunk: Trunk) -> TrunkAccount:
    return TrunkAccount(
        name=trunk.account,
        host=trunk.host,
        port=trunk.port,
        addresses=tuple(trunk.addresses),
        username=trunk.username,
        secret=trunk.secret,
        register=trunk.register,
    )
