"""Devices and trunks become the accounts that the switch knows."""

from __future__ import annotations

from belplan.exchange.models import Device, Trunk
from belplan.publishing import hooks
from belplan.switch.accounts import Account, DeviceAccount, TrunkAccount


def switch_accounts() -> list[Account]:
    """Every telephone and every trunk of all companies: the switch has one list of them."""
    devices = Device.everywhere.order_by("account")
    trunks = Trunk.everywhere.order_by("account")
    return [*map(_device, devices), *map(_trunk, trunks)]


def write_switch_accounts() -> None:
    """Let the switch know every telephone and trunk, after any of them changed. Raises AccountsNotWritten."""
    hooks.store_accounts(switch_accounts())


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
