"""Foretells a call's record: the published plan on the interpreter of live calls, with the simulator for a switch."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from belplan.callevents import CallEvent
from belplan.engine.companies import Company, index
from belplan.engine.engine import Engine
from belplan.engine.limits import Limits
from belplan.engine.live_call import Surroundings
from belplan.engine.sounds import Sounds
from belplan.engine.state import CompanyState, States, acts_for, telephones_for
from belplan.records.fold import Record, fold
from belplan.switch import virtual_time
from belplan.switch.behaviour import Caller, KeyPress, Telephone
from belplan.switch.port import Address, DeviceAddress, Identity, Invitation, TrunkAddress
from belplan.switch.simulator import Moment, Simulator


class CannotForetell(Exception):
    """Why a call cannot be foretold; the message names the field and the mend."""


@dataclass(frozen=True)
class Question:
    """Who hears what when `caller` calls `dialled` at `at`, and the telephones behave like this?

    Behaviours by party ("user/ann", "device/lobby", an external number); `everybody` stands for all others.
    """

    caller: str
    dialled: str
    at: datetime
    behaviours: Mapping[str, Telephone]
    everybody: Telephone
    patience: float | None = None  # the caller hangs up after so many seconds
    seed: int = 1
    keys: tuple[KeyPress, ...] = ()  # that the caller presses


@dataclass(frozen=True)
class Foretold:
    """What would happen: the record as the reports would show it, and what each leg hears when."""

    record: Record
    heard: tuple[Moment, ...]  # `at` in seconds from the call's start


def foretell(company: Company, question: Question, sounds: Sounds, state: CompanyState | None = None) -> Foretold:
    """Run the call on virtual time, with the live state of today, or as it was published. Raises CannotForetell.

    What a dialled code would change is changed for this call alone.
    """
    if not company.about.trunks:
        raise CannotForetell(f"Company {company.key} has no trunk yet, so nobody can call in: add a trunk.")
    return virtual_time.run(_run(company, question, sounds, deepcopy(state) if state else CompanyState()))


async def _run(company: Company, question: Question, sounds: Sounds, state: CompanyState) -> Foretold:
    loop = asyncio.get_running_loop()
    start = question.at.timestamp() - loop.time()
    events: list[CallEvent] = []

    def clock() -> float:
        return start + loop.time()

    states = States(clock)
    states.put(company.key, state)
    switch = Simulator(_telephones(company, state, question), others=question.everybody)
    limits = Limits(clock)
    around = Surroundings(switch, limits, lambda _: clock(), sounds.file, sounds.prompt, "simulator", states)
    engine = Engine(around, clock, events.append, seeds=lambda: question.seed)
    engine.companies = index([company])
    await switch.start(engine.take)
    leg = switch.call(_invitation(company, state, question), Caller(patience=question.patience, keys=question.keys))
    await engine.idle()
    moments = tuple(m for m in switch.timeline if m.leg == leg.id)
    return Foretold(fold(events), moments)


def _invitation(company: Company, state: CompanyState, question: Question) -> Invitation:
    user = company.user_by_extension.get(question.caller)
    device = next(iter(telephones_for(company, state, user)), None) if user else None
    if device:
        return Invitation("device", device.account, question.dialled, Identity("", question.caller))
    return Invitation("trunk", company.about.trunks[0].account, question.dialled, Identity("", question.caller))


def _telephones(company: Company, state: CompanyState, question: Question) -> Mapping[Address, Telephone]:
    """Each address with its behaviour, where it is not everybody's: the device's own, else its user's of now."""
    known: dict[Address, Telephone] = {
        TrunkAddress(trunk.account, party): behaviour
        for trunk in company.about.trunks
        for party, behaviour in question.behaviours.items()
        if party.isdecimal()
    }
    for device in company.about.devices:
        user = acts_for(company, state, device)
        by_user = question.behaviours.get(f"user/{user.key}" if user else "", question.everybody)
        known[DeviceAddress(device.account)] = question.behaviours.get(f"device/{device.key}", by_user)
    return known
