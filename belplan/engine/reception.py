"""What a call is when it comes in: whose, which way, from whom, and to where."""

from __future__ import annotations

from dataclasses import dataclass

from belplan.callevents import CallStarted, Direction, phrase
from belplan.engine import dialling
from belplan.engine.companies import Company
from belplan.engine.dialling import Destination
from belplan.engine.snapshot import DeviceEntry, TrunkEntry, UserEntry
from belplan.switch.port import Invitation


@dataclass(frozen=True)
class Entry:
    """A call at the door. Numbers as normalised; `caller` empty means withheld."""

    direction: Direction
    caller: str
    caller_name: str
    dialled: str
    where: Destination
    user: UserEntry | None = None
    party: str = ""  # "user/ann" or "device/lobby" when one of ours calls


def entry(company: Company, source: DeviceEntry | TrunkEntry, invitation: Invitation) -> Entry:
    """Read an invitation as this company does."""
    if isinstance(source, TrunkEntry):
        return _from_outside(company, invitation)
    return _from_telephone(company, source, invitation.dialled)


def entry_again(company: Company, started: CallStarted) -> Entry | None:
    """The entry of a call that started under an earlier engine; None when its telephone is no longer known."""
    if started.direction is Direction.INBOUND:
        where = dialling.ToPlan(company.about.numbers.get(started.dialled, ""))
        return Entry(Direction.INBOUND, started.caller, started.caller_name, started.dialled, where)
    kind, _, key = started.caller_party.partition("/")
    known = (d for d in company.about.devices if (d.user if kind == "user" else d.key) == key)
    device = next(known, None)
    return _from_telephone(company, device, started.dialled) if device else None


def _from_outside(company: Company, invitation: Invitation) -> Entry:
    country = company.about.country
    number = dialling.normalise(invitation.dialled, country)
    caller = dialling.normalise(invitation.caller.number, country)
    name = company.about.phonebook.get(caller, "") or invitation.caller.name
    where = dialling.ToPlan(company.about.numbers.get(number, ""))
    return Entry(Direction.INBOUND, caller, name, number, where)


def _from_telephone(company: Company, device: DeviceEntry, dialled: str) -> Entry:
    user = company.user_of(device)
    where = dialling.destination(company, dialled)
    if user is None and not isinstance(where, dialling.ToEmergency):
        where = dialling.Refused(phrase("this telephone belongs to nobody yet: link it to a user"))
    to_outside = isinstance(where, dialling.ToOutside | dialling.ToEmergency)
    return Entry(
        direction=Direction.OUTBOUND if to_outside else Direction.INTERNAL,
        caller=user.extension if user else "",
        caller_name=user.name if user else device.name,
        dialled=where.number if isinstance(where, dialling.ToOutside) else dialling.digits(dialled),
        where=where,
        user=user,
        party=f"user/{user.key}" if user else f"device/{device.key}",
    )
