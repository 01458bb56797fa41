"""What a call that enters tells about itself."""

from __future__ import annotations

import re

from belplan.switch.asterisk.events import Event
from belplan.switch.port import Identity, Invitation

# How callers without a number are named: RFC 3323 section 4.1.1.3, and by carriers.
WITHHELD = {"", "anonymous", "restricted", "unavailable", "unknown"}


def invitation_of(event: Event) -> Invitation | None:
    """The invitation that a StasisStart brings; None when it is not from one of our devices or trunks.

    The application's arguments are the role, the account, what was dialled, and how the caller may be presented.
    """
    if event.channel is None or len(event.args) < 3 or event.args[0] not in ("device", "trunk"):
        return None
    role, account, dialled, *presentation = event.args
    return Invitation(
        role="device" if role == "device" else "trunk",
        account=account,
        dialled=dialled,
        caller=_caller(event.channel.caller.name, event.channel.caller.number, presentation),
    )


def _caller(name: str, number: str, presentation: list[str]) -> Identity:
    if number.lower() in WITHHELD or any(text.startswith("prohib") for text in presentation):
        return Identity("", "")
    # Asterisk leaves the quoted pairs of a display name as they are (RFC 3261 section 25.1), and control characters.
    said = re.sub(r"\\(.)", r"\1", name)
    return Identity("".join(character for character in said if character.isprintable()), number)
