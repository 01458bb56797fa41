"""What Asterisk is told to ring an address: the dial string, and what the telephone shows."""

from __future__ import annotations

import re

from belplan.switch.asterisk.outgoing import RingOrder
from belplan.switch.port import Address, DeviceAddress, Identity

_NUMBER = re.compile(r"[0-9]+")
_ACCOUNT = re.compile(r"[A-Za-z0-9._-]+")


def ring_order(address: Address, caller: Identity, seconds: float) -> RingOrder:
    """Raises ValueError for an account or number that does not belong in a dial string."""
    if isinstance(address, DeviceAddress):
        endpoint = f"PJSIP/{_checked(_ACCOUNT, address.account, 'account')}"
        return RingOrder(endpoint, _shown_to_device(caller), seconds)
    number = _checked(_NUMBER, address.number, "number")
    endpoint = f"PJSIP/{number}@{_checked(_ACCOUNT, address.trunk, 'trunk')}"
    return RingOrder(endpoint, _shown_to_carrier(caller), seconds)


def _checked(pattern: re.Pattern[str], text: str, what: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(f"This {what} cannot be dialled: it holds other characters than a {what} has.")
    return text


# Names come from people: they travel as values of variables, never as part of a dial string. A line break in one would
# begin a header of its own in the INVITE (RFC 3261 section 7.3.1).


def _shown(name: str, number: str) -> dict[str, str]:
    visible = "".join(character if character.isprintable() else " " for character in name)
    return {"CONNECTEDLINE(name,i)": visible, "CONNECTEDLINE(num,i)": number}


def _shown_to_device(caller: Identity) -> dict[str, str]:
    # Only the number is withheld: a prefix before the name is still to be read.
    return _shown(caller.name, caller.number) if caller.number else _shown(caller.name or "Anonymous", "anonymous")


def _shown_to_carrier(caller: Identity) -> dict[str, str]:
    # Withheld (RFC 3323): nothing is asserted, so that nothing can be shown.
    if not caller.number:
        return {"CONNECTEDLINE(pres,i)": "prohib"}
    # A carrier takes a number that is not its customer's where it is told by which of theirs the call came.
    diverted = {  # "cfu" is Asterisk's word for unconditional; without a count it says nothing
        "REDIRECTING(from-num,i)": caller.diverted_by,
        "REDIRECTING(reason,i)": "cfu",
        "REDIRECTING(count,i)": "1",
    }
    return _shown(caller.name, caller.number) | (diverted if caller.diverted_by else {})
