"""Whom a member of a group or a forward means: which telephones ring, and what each of them is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from belplan.engine.companies import Company
from belplan.engine.ringing import Telephone
from belplan.engine.snapshot import DeviceEntry
from belplan.engine.state import CompanyState, acts_for, telephones_for
from belplan.switch.port import DeviceAddress, Identity, TrunkAddress


@dataclass(frozen=True)
class Shows:
    """What telephones of the company see, and what those outside see."""

    inside: Identity
    outside: Identity
    must_accept: bool = False  # somebody outside must press 1


def telephones_of(company: Company, state: CompanyState, member: str, shows: Shows) -> Sequence[Telephone]:
    """The telephones of "user/ann", of "device/lobby" (only with a user: else nobody's), or an external number."""
    if "/" not in member:
        return over_trunk(company, member, shows.outside, must_accept=shows.must_accept)
    return [Telephone(member, DeviceAddress(d.account), shows.inside) for d in _devices(company, state, member)]


def _devices(company: Company, state: CompanyState, member: str) -> Sequence[DeviceEntry]:
    kind, _, key = member.partition("/")
    if kind == "user":
        return telephones_for(company, state, company.users[key]) if key in company.users else ()
    device = company.devices.get(key)
    return (device,) if device and acts_for(company, state, device) else ()


def undisturbed(company: Company, state: CompanyState, member: str) -> bool:
    """Whether a user, or the one whose telephone a device is now, does not want to be disturbed."""
    kind, _, key = member.partition("/")
    if kind == "user":
        return key in state.undisturbed
    device = company.devices.get(key)
    user = acts_for(company, state, device) if device else None
    return user is not None and user.key in state.undisturbed


def over_trunk(company: Company, number: str, shown: Identity, *, must_accept: bool = False) -> Sequence[Telephone]:
    """An external number, if the company has a trunk."""
    if company.trunk is None:
        return ()
    return [Telephone(number, TrunkAddress(company.trunk.account, number), shown, must_accept)]


def name_of(company: Company, party: str) -> str:
    """A party's name for people."""
    kind, _, key = party.partition("/")
    if kind == "user" and key in company.users:
        return company.users[key].name
    if kind == "device" and key in company.devices:
        return company.devices[key].name
    return party
