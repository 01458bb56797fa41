"""A company's live state: which diversions are on, who sits at which telephone, and who is not to be disturbed.

Kept in the data folder, one small file a company. Each change is a fact in the journal as well; after a restart the
last fact counts.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import msgspec

from belplan.callevents import AnyStateFact, CallEvent, DiversionSwitched, DoNotDisturbSet, Phrase, SeatTaken, phrase
from belplan.callplan.plan import Diversion, Plan
from belplan.engine.companies import Company
from belplan.engine.facts import Clock, Sink
from belplan.engine.snapshot import DeviceEntry, UserEntry

log = logging.getLogger(__name__)


class CompanyState(msgspec.Struct):
    """One company's live state, by keys. What was never touched is not in it."""

    diversions: dict[str, dict[str, bool]] = {}  # by plan and name
    seats: dict[str, str] = {}  # by device: the user who signed in there
    undisturbed: set[str] = set()  # users


class Change(msgspec.Struct, frozen=True, tag_field="change", tag=True):
    """Base of what may be changed. A change to what is so already changes nothing."""


class SwitchDiversion(Change, frozen=True):
    """Switch a diversion; any other of its category that is on goes off."""

    plan: str
    diversion: str
    on: bool


class TakeSeat(Change, frozen=True):
    """Sign a user in at a telephone, and out wherever else they are; `user` empty: sign out whoever is signed in."""

    device: str
    user: str


class SetDoNotDisturb(Change, frozen=True):
    """Let a user's telephones ring no more, or again."""

    user: str
    on: bool


AnyChange = SwitchDiversion | TakeSeat | SetDoNotDisturb


class CannotChange(Exception):
    """Why a change was refused; `reason` says it to people."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(str(reason))
        self.reason = reason


# Reading the state


def is_on(plan: Plan, diversion: Diversion, state: CompanyState) -> bool:
    """Whether a diversion is on; one that was never switched is as it was published."""
    return state.diversions.get(plan.key, {}).get(diversion.name, diversion.on)


def in_force(plan: Plan, state: CompanyState) -> Diversion | None:
    """The diversion that a call meets: of several categories, A before B; within one, the one that was switched on."""
    switched = state.diversions.get(plan.key, {})
    on = (d for d in plan.diversions if is_on(plan, d, state))
    return min(on, key=lambda d: (d.category, d.name not in switched), default=None)


def signed_in(company: Company, state: CompanyState, device: DeviceEntry) -> UserEntry | None:
    """Who signed in at a telephone, as long as it and they may do so."""
    user = company.users.get(state.seats.get(device.key, ""))
    return user if user and user.may_hotdesk and device.hotdesking else None


def acts_for(company: Company, state: CompanyState, device: DeviceEntry) -> UserEntry | None:
    """Whose telephone a device is now: theirs who signed in there, else its own user's."""
    return signed_in(company, state, device) or company.user_of(device)


def telephones_for(company: Company, state: CompanyState, user: UserEntry) -> list[DeviceEntry]:
    """The telephones that ring for a user: their own where nobody else signed in, and the one where they did."""
    own = [company.devices[key] for key in user.devices if key in company.devices]
    taken = sorted(device for device, who in state.seats.items() if who == user.key)
    seats = [company.devices[key] for key in taken if key in company.devices]
    known = {device.key: device for device in (*own, *seats)}.values()
    return [device for device in known if acts_for(company, state, device) == user]


# Changing it

Becomes = Callable[..., AnyStateFact]  # a fact that still wants to be stamped with when and where


def what_becomes(company: Company, state: CompanyState, change: AnyChange) -> Iterator[Becomes]:
    """What a change makes true that is not so yet, in order. Raises CannotChange."""
    match change:
        case SwitchDiversion():
            yield from _switched(company, state, change)
        case TakeSeat(user=""):
            if change.device in state.seats:
                yield partial(SeatTaken, device=change.device, user="")
        case TakeSeat():
            yield from _seated(company, state, change)
        case SetDoNotDisturb(user=user, on=on):
            if user not in company.users:
                raise CannotChange(phrase("there is no such user"))
            if (user in state.undisturbed) != on:
                yield partial(DoNotDisturbSet, user=user, on=on)


def _switched(company: Company, state: CompanyState, change: SwitchDiversion) -> Iterator[Becomes]:
    published = company.plans.get(change.plan)
    plan = published.plan if published else None
    one = next((d for d in plan.diversions if d.name == change.diversion), None) if plan else None
    if plan is None or one is None:
        raise CannotChange(phrase("there is no such diversion in the published plan"))
    if is_on(plan, one, state) == change.on:
        return
    for other in plan.diversions if change.on else ():
        if other != one and other.category == one.category and is_on(plan, other, state):
            yield partial(DiversionSwitched, plan=plan.key, diversion=other.name, on=False)
    yield partial(DiversionSwitched, plan=plan.key, diversion=one.name, on=change.on)


def _seated(company: Company, state: CompanyState, change: TakeSeat) -> Iterator[Becomes]:
    device, user = company.devices.get(change.device), company.users.get(change.user)
    if device is None or user is None or not (device.hotdesking and user.may_hotdesk):
        raise CannotChange(phrase("this user may not sign in at this telephone"))
    for earlier in [key for key, who in state.seats.items() if who == user.key and key != device.key]:
        yield partial(SeatTaken, device=earlier, user="")
    own = device.user == user.key  # it needs no seat: whoever else sits there goes
    if state.seats.get(device.key, "") != ("" if own else user.key):
        yield partial(SeatTaken, device=device.key, user="" if own else user.key)


def what_is_gone(company: Company, state: CompanyState) -> Iterator[Becomes]:
    """What is no longer so since users, telephones or plans are gone: others may get their keys."""
    for device, user in state.seats.items():
        if device not in company.devices or user not in company.users:
            yield partial(SeatTaken, device=device, user="")
    for user in sorted(state.undisturbed - company.users.keys()):
        yield partial(DoNotDisturbSet, user=user, on=False)
    for plan in state.diversions.keys() - company.plans.keys():
        for name in (name for name, on in state.diversions[plan].items() if on):
            yield partial(DiversionSwitched, plan=plan, diversion=name, on=False)


def apply(state: CompanyState, fact: AnyStateFact) -> None:
    """Let a fact be so; once more changes nothing."""
    match fact:
        case DiversionSwitched():
            state.diversions.setdefault(fact.plan, {})[fact.diversion] = fact.on
        case SeatTaken(user=""):
            state.seats.pop(fact.device, None)
        case SeatTaken():
            state.seats[fact.device] = fact.user
        case DoNotDisturbSet(on=True):
            state.undisturbed.add(fact.user)
        case DoNotDisturbSet():
            state.undisturbed.discard(fact.user)


async def _nothing_to_wait_for() -> bool:
    return True


class States:
    """The live state of all companies of this node.

    `folder` keeps it; without one it is in memory alone. `sink` is the journal's, `durable` waits for its disk.
    """

    def __init__(
        self,
        clock: Clock = time.time,
        node: str = "",
        sink: Sink = lambda _: None,
        *,
        folder: Path | None = None,
        durable: Callable[[], Awaitable[bool]] = _nothing_to_wait_for,
    ) -> None:
        self._clock, self._node, self._sink, self._durable = clock, node, sink, durable
        self._folder = folder
        self._by_company: dict[str, CompanyState] = {}
        self._keeping = asyncio.Lock()

    def of(self, company: str) -> CompanyState:
        """A company's state, as it is now and becomes."""
        return self._by_company.setdefault(company, CompanyState())

    async def change(self, company: Company, change: AnyChange) -> None:
        """Carry out a change: in force at once, and kept when this returns. Raises CannotChange."""
        await self._carry_out(company, what_becomes(company, self.of(company.key), change))

    async def look_at(self, company: Company) -> None:
        """A company is new or has changed: forget what is gone from it."""
        await self._carry_out(company, what_is_gone(company, self.of(company.key)))

    async def _carry_out(self, company: Company, stated: Iterator[Becomes]) -> None:
        becomes = list(stated)
        for fact in becomes:
            self._announce(fact(at=self._clock(), company=company.key, node=self._node))
        if becomes:
            await self._keep(company.key)

    def _announce(self, fact: AnyStateFact) -> None:
        """The one place that each change passes: from here on it is so, and whoever follows the facts is told."""
        apply(self.of(fact.company), fact)
        self._sink(fact)

    def put(self, company: str, state: CompanyState) -> None:
        """Let a company be in this state, as it was kept; nobody is told."""
        self._by_company[company] = state

    def load(self) -> None:
        """Take up what was kept."""
        for path in sorted(self._folder.glob("*.json")) if self._folder else ():
            self.put(path.stem, read(path))

    def catch_up(self, facts: Iterable[CallEvent]) -> Iterator[CallEvent]:
        """The journal's facts, passed on; what they say was decided last before a stop, perhaps not kept yet, is so."""
        for fact in facts:
            if isinstance(fact, AnyStateFact):
                apply(self.of(fact.company), fact)
            yield fact

    async def _keep(self, company: str) -> None:
        await self._durable()  # the fact first: the file alone would never reach the database
        if self._folder is None:
            return
        async with self._keeping:
            data = msgspec.json.encode(self.of(company))
            try:
                await asyncio.to_thread(_write, self._folder / f"{company}.json", data)
            except OSError as problem:
                log.error("the live state of company %s could not be kept: %s", company, problem)


def read(path: Path) -> CompanyState:
    """A company's state as it was kept; one that cannot be read is logged, and begins anew."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=CompanyState)
    except FileNotFoundError:
        return CompanyState()
    except (OSError, msgspec.MsgspecError) as problem:
        log.error("the live state in %s cannot be read (%s): all is as it was published", path, problem)
        return CompanyState()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
