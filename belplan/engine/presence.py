"""Presence: what each user is at, by calls, by live state and by what is registered; and the lamps that show it.

A key on a colleague's extension shows what they are at; on a plan's internal number, whether one of its diversions is
on; on the code of a diversion, which switches it, whether that one is. A lamp is set only when it changes: each setting
costs the switch a write on its disk.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Set

import msgspec

from belplan.callevents import CallEvent, DiversionSwitched, DoNotDisturbSet, SeatTaken
from belplan.engine import feature_codes
from belplan.engine.activity import Activity, Party
from belplan.engine.companies import Companies, Company
from belplan.engine.facts import Clock
from belplan.engine.feature_codes import Divert, diversion_code
from belplan.engine.snapshot import DeviceEntry, UserEntry
from belplan.engine.state import States, in_force, is_on, telephones_for
from belplan.switch.port import Lamp, LampState, Switch, SwitchAway, Whereabouts

log = logging.getLogger(__name__)

LOOK_SECONDS = 10.0  # between two looks at what is registered
AGAIN_SECONDS = 1.0  # from a switch that is away to the next try
LEARN_SECONDS = 600.0  # between two comparisons of all lamps with what the switch shows: it may have lost some
AT_ONCE = 100  # lamps that are looked at without letting calls go on


class DevicePresence(msgspec.Struct, frozen=True):
    """One telephone. `since` is when it was first seen registered, in seconds since the epoch; 0: before we looked."""

    registered: bool
    since: float = 0.0
    address: str = ""
    agent: str = ""  # what it says of itself, such as "Yealink SIP-T54W 96.86.0.70"


class Presence:
    """What all users of this node are at. `see` and `renew` never wait; `run` does the rest."""

    def __init__(self, switch: Switch, companies: Callable[[], Companies], states: States, clock: Clock) -> None:
        self._switch, self._companies, self._states, self._clock = switch, companies, states, clock
        self._activity = Activity()
        self._seats: dict[Party, str] = {}  # who sat at a telephone last
        self._registered: dict[str, float] | None = None  # since when, by account; None before the first look
        self._lit: dict[Lamp, LampState] = {}  # what the switch shows
        self._changed: dict[Lamp, None] = {}  # to be looked at, in order
        self._wake = asyncio.Event()

    def see(self, fact: CallEvent) -> None:
        """Take in what happened, also in a call of an earlier engine. Never raises: a lamp is not worth a call."""
        try:
            self._take_in(fact)
        except Exception:
            log.exception("a fact could not be shown by lamps")

    def _take_in(self, fact: CallEvent) -> None:
        match fact:
            case DiversionSwitched():
                self._look_at_all(_lamps_of_plan(self._companies().by_key.get(fact.company), fact.plan))
            case DoNotDisturbSet():
                self._look_at_user(fact.company, fact.user)
            case SeatTaken():
                self._see_seat(fact)
            case _ if party := self._activity.see(fact):
                self._look_at_user(party[0], party[1].removeprefix("user/"))

    def renew(self, company: str, before: Company | None = None) -> None:
        """A company, or something of it, is new, has changed, or is gone.

        With what it was `before`, and its plans are still, only users who are not the same any more are looked at.
        """
        known = self._companies().by_key.get(company)
        if known and before and known.plans is before.plans:
            for user in _differing(before, known):
                self._look_at(Lamp(company, user.extension))
            return
        self._look_at_all(lamp for lamp in self._lit if lamp.group == company)
        if known:
            self._look_at_all(Lamp(company, extension) for extension in known.user_by_extension)
            for plan in known.plans:
                self._look_at_all(_lamps_of_plan(known, plan))

    async def run(self) -> None:
        """Keep the lamps true until cancelled; whatever goes wrong, calls go on."""
        while True:
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._look_on())
                    tasks.create_task(self._light_on())
            except* Exception:
                log.exception("the lamps could not be kept true; trying again")
                await asyncio.sleep(AGAIN_SECONDS)

    def of_user(self, company: Company, key: str) -> LampState:
        """What a user is at."""
        user = company.users.get(key)
        return self._state_of_user(company, user) if user else LampState.UNAVAILABLE

    async def of_devices(self, company: Company, keys: Collection[str]) -> dict[str, DevicePresence]:
        """Which of these telephones are registered, and where: asked of the switch now. Raises SwitchAway."""
        if not keys:
            return {}
        there = await self._look()
        since = self._registered or {}
        wanted = [company.devices[key] for key in keys if key in company.devices]
        return {device.key: _presence(there.get(device.account), since.get(device.account, 0.0)) for device in wanted}

    # Which lamps may have changed

    def _see_seat(self, fact: SeatTaken) -> None:
        device = (fact.company, fact.device)
        company = self._companies().by_key.get(fact.company)
        entry = company.devices.get(fact.device) if company else None
        for user in {self._seats.get(device, ""), fact.user, entry.user if entry else ""}:
            self._look_at_user(fact.company, user)
        self._seats[device] = fact.user

    def _look_at_user(self, company: str, key: str) -> None:
        known = self._companies().by_key.get(company)
        user = known.users.get(key) if known else None
        if user and user.extension:
            self._look_at(Lamp(company, user.extension))

    def _look_at_all(self, lamps: Iterator[Lamp]) -> None:
        for lamp in lamps:
            self._look_at(lamp)

    def _look_at(self, lamp: Lamp) -> None:
        self._changed[lamp] = None
        self._wake.set()

    # What they ought to show

    def _state_of(self, lamp: Lamp) -> LampState:
        company = self._companies().by_key.get(lamp.group)
        if company is None:
            return LampState.FREE
        if user := company.user_by_extension.get(lamp.number):
            return self._state_of_user(company, user)
        return LampState.SHUT if self._is_diverted(company, lamp.number) else LampState.FREE

    def _state_of_user(self, company: Company, user: UserEntry) -> LampState:
        party = (company.key, f"user/{user.key}")
        state = self._states.of(company.key)
        if self._activity.talks(party):  # before ringing: some telephones take no "ringing" after "in use"
            return LampState.IN_USE
        if self._activity.rings(party):
            return LampState.RINGING
        if user.key in state.undisturbed:
            return LampState.SHUT
        accounts = (device.account for device in telephones_for(company, state, user))
        there = any(account in (self._registered or {}) for account in accounts)
        return LampState.FREE if there else LampState.UNAVAILABLE

    def _is_diverted(self, company: Company, number: str) -> bool:
        code = feature_codes.read(number)
        divert = code.feature if code and isinstance(code.feature, Divert) else None
        published = company.plans.get(company.diverted_by(divert.plan if divert else number))
        state = self._states.of(company.key)
        if published is None:
            return False
        if divert is None:
            return in_force(published.plan, state) is not None
        among = published.plan.diversions[divert.place - 1 : divert.place]
        return any(is_on(published.plan, diversion, state) for diversion in among)

    # What the switch tells and is told

    async def _look_on(self) -> None:
        while True:
            try:
                await self._look()
            except SwitchAway:
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                self._wake.set()  # it may be time to learn anew
                await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> Mapping[str, Whereabouts]:
        """Take in what is registered now. Raises SwitchAway."""
        there = await self._switch.registrations()
        self._note(there.keys())
        return there

    def _note(self, now: Set[str]) -> None:
        before = self._registered
        moment = 0.0 if before is None else self._clock()
        self._registered = {account: (before or {}).get(account, moment) for account in now}
        if before is None:
            self._begin()
            return
        changed, companies = before.keys() ^ now, self._companies()
        for account in changed & companies.company_of.keys():
            self._look_at_users_of(companies, account)

    def _begin(self) -> None:
        for key in self._companies().by_key:
            self._seats |= {(key, device): user for device, user in self._states.of(key).seats.items()}
            self.renew(key)

    def _look_at_users_of(self, companies: Companies, account: str) -> None:
        company, device = companies.by_account(account) or (None, None)
        if company and isinstance(device, DeviceEntry):
            seated = self._states.of(company.key).seats.get(device.key, "")
            for user in {device.user, seated}:
                self._look_at_user(company.key, user)

    async def _light_on(self) -> None:
        learn_at = 0.0  # when it is asked anew what the switch shows
        while True:
            await self._wake.wait()
            try:
                if self._clock() >= learn_at:
                    await self._learn()
                    learn_at = self._clock() + LEARN_SECONDS
                await self._light_changed()
            except SwitchAway:
                learn_at = 0.0
                await asyncio.sleep(AGAIN_SECONDS)

    async def _learn(self) -> None:
        """What the switch shows, and whether that is true; not before the first look, or everybody would be away."""
        if self._registered is None:
            await self._look()
        self._lit = await self._switch.lamps()
        for group in {lamp.group for lamp in self._lit} | self._companies().by_key.keys():
            self.renew(group)

    async def _light_changed(self) -> None:
        looked = 0
        while self._changed:
            lamp = next(iter(self._changed))
            del self._changed[lamp]  # it comes again when it changes meanwhile
            state = self._state_of(lamp)
            if self._lit.get(lamp, LampState.FREE) != state:
                await self._switch.set_lamp(lamp, state)
                self._lit[lamp] = state
            looked += 1
            if looked % AT_ONCE == 0:
                await asyncio.sleep(0)  # calls come first
        self._wake.clear()


def _presence(where: Whereabouts | None, since: float) -> DevicePresence:
    if where is None:
        return DevicePresence(registered=False)
    return DevicePresence(True, since, where.address, where.agent)


def _lamps_of_plan(company: Company | None, key: str) -> Iterator[Lamp]:
    """Its internal number, and the codes of its diversions."""
    published = company.plans.get(key) if company else None
    internal = company.internal_of(published.plan) if company and published else ""
    if company is None or published is None or not internal:
        return
    yield Lamp(company.key, internal)
    for place in range(1, len(published.plan.diversions) + 1):
        yield Lamp(company.key, diversion_code(internal, place))


def _differing(before: Company, now: Company) -> Iterator[UserEntry]:
    """Users with an internal number who came, changed or went: as they were, and as they are."""
    for key in before.users.keys() | now.users.keys():
        both = before.users.get(key), now.users.get(key)
        if both[0] is not both[1]:
            yield from (user for user in both if user and user.extension)
