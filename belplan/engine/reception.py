"""What a call is when it comes in: whose, which way, from whom, and to where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from belplan.callevents import CallStarted, Direction, phrase
from belplan.engine import dialling, feature_codes
from belplan.engine.companies import Company
from belplan.engine.dialling import Destination
from belplan.engine.snapshot import DeviceEntry, TrunkEntry, UserEntry
from belplan.engine.state import CompanyState, acts_for, telephones_for
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
    device: DeviceEntry | None = None
    party: str = ""  # "user/ann" or "device/lobby" when one of ours calls


def entry(company: Company, state: CompanyState, source: DeviceEntry | TrunkEntry, invitation: Invitation) -> Entry:
    """Read an invitation as this company does."""
    if isinstance(source, TrunkEntry):
        return _from_outside(company, invitation)
    return _from_telephone(company, source, acts_for(company, state, source), invitation.dialled)


def entry_again(company: Company, state: CompanyState, started: CallStarted) -> Entry | None:
    """The entry of a call that started under an earlier engine; None when its telephone is no longer known."""
    if started.direction is Direction.INBOUND:
        where = dialling.ToPlan(company.about.numbers.get(started.dialled, ""))
        return Entry(Direction.INBOUND, started.caller, started.caller_name, started.dialled, where)
    kind, _, key = started.caller_party.partition("/")
    if kind == "device":
        device = company.devices.get(key)
        return _once(_from_telephone(company, device, None, started.dialled)) if device else None
    user = company.users.get(key)
    if user is None:
        return None
    device = next(iter(telephones_for(company, state, user)), None)  # they may have signed out while they talked
    return _once(_from_telephone(company, device, user, started.dialled))


def _once(come: Entry) -> Entry:
    """What a code asked for was done, or is not done now: a toggle must not be turned back."""
    if isinstance(come.where, dialling.ToFeature):
        return replace(come, where=dialling.Refused(phrase("the exchange restarted")))
    return come


def _from_outside(company: Company, invitation: Invitation) -> Entry:
    country = company.about.country
    number = dialling.normalise(invitation.dialled, country)
    caller = dialling.normalise(invitation.caller.number, country)
    name = company.about.phonebook.get(caller, "") or invitation.caller.name
    where = dialling.ToPlan(company.about.numbers.get(number, ""))
    return Entry(Direction.INBOUND, caller, name, number, where)


def _from_telephone(company: Company, device: DeviceEntry | None, user: UserEntry | None, dialled: str) -> Entry:
    where = dialling.destination(company, dialled)
    if user is None and not isinstance(where, dialling.ToEmergency | dialling.ToFeature):
        where = dialling.Refused(phrase("this telephone belongs to nobody yet: link it to a user"))
    name, party = (user.name, f"user/{user.key}") if user else ("", "")
    if user is None and device:
        name, party = device.name, f"device/{device.key}"
    to_outside = isinstance(where, dialling.ToOutside | dialling.ToEmergency)
    return Entry(
        direction=Direction.OUTBOUND if to_outside else Direction.INTERNAL,
        caller=user.extension if user else "",
        caller_name=name,
        dialled=_told(where, dialled),
        where=where,
        user=user,
        device=device,
        party=party,
    )


def _told(where: Destination, dialled: str) -> str:
    """What the records tell of a number or code: never a PIN."""
    if isinstance(where, dialling.ToOutside):
        return where.number
    if isinstance(where, dialling.ToFeature):
        return where.shown
    bare = dialling.digits(dialled)
    return f"{feature_codes.SIGN_IN}*" if feature_codes.is_secret(bare) else bare
