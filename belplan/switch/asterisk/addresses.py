"""What Asterisk is told to ring an address: the dial string, and what the telephone shows."""

from __future__ import annotations

import re

from belplan.switch.asterisk.outgoing import RingOrder
from belplan.switch.port import Address, DeviceAddress, Identity

_NUMBER = re.compile(r"[0-9]+")
_ACCOUNT = re.compile(r"[A-Za-z0-9._-]+")


def ring_order(address: Address, caller: Identity, seconds: float) -> RingOrder:
    """Raises ValueError for an account or number that does not belong in a dial string."""
    return RingOrder(_endpoint(address), _shown(caller), seconds)


def _endpoint(address: Address) -> str:
    if isinstance(address, DeviceAddress):
        return f"PJSIP/{_checked(_ACCOUNT, address.account, 'account')}"
    number = _checked(_NUMBER, address.number, "number")
    return f"PJSIP/{number}@{_checked(_ACCOUNT, address.trunk, 'trunk')}"


def _checked(pattern: re.Pattern[str], text: str, what: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(f"This {what} cannot be dialled: it holds other characters than a {what} has.")
    return text


def _shown(caller: Identity) -> dict[str, str]:
    # Names come from people: they travel as values of variables, never as part of a dial string.
    shown = {"CONNECTEDLINE(name,i)": caller.name, "CONNECTEDLINE(num,i)": caller.number}
    if not caller.number:
        shown["CONNECTEDLINE(num-pres,i)"] = "prohib_not_screened"
    return shown
