"""What a call that enters tells about itself."""

from __future__ import annotations

from belplan.switch.asterisk.events import Event
from belplan.switch.port import Identity, Invitation

WITHHELD = {"anonymous", "restricted", "unavailable", "unknown"}


def invitation_of(event: Event) -> Invitation | None:
    """The invitation that a StasisStart brings; None when it is not from one of our devices or trunks."""
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
    withheld = any(text.startswith("prohib") for text in presentation)
    if withheld or number.lower() in WITHHELD:
        return Identity("", "")
    return Identity(name, number)
