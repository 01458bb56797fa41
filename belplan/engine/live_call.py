"""One call as components see it: the `Call` of callplan, carried out on the switch port."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from belplan.callevents import Answered, Ending, NotificationWanted, Phrase, phrase
from belplan.callplan.caller_list import CallerList
from belplan.callplan.component import Rung
from belplan.callplan.hours import Hours
from belplan.callplan.menu_settings import MenuSettings
from belplan.callplan.options import RingOrder
from belplan.callplan.plan import Library
from belplan.engine.addressing import Shows, name_of, over_trunk, telephones_of, undisturbed
from belplan.engine.asking import ask
from belplan.engine.companies import Company
from belplan.engine.dialling import ToOutside, outside
from belplan.engine.facts import Facts
from belplan.engine.limits import DayUsedUp, Limits, Reservation
from belplan.engine.pins import Tries
from belplan.engine.ring_orders import waves
from belplan.engine.ringing import Ringer, Telephone, Winner, tell_answered, watch_end, why_not
from belplan.engine.snapshot import DeviceEntry, UserEntry
from belplan.engine.state import CompanyState, States
from belplan.switch.port import Identity, Leg, LegGone, Sound, Switch

SoundOf = Callable[[str, float], Sound]  # a path relative to the data folder, and its seconds
Prompt = Callable[[str, str], Sound]  # language, name
Now = Callable[[str], float]  # a company's key: seconds since the epoch, by the company's own clock


@dataclass(frozen=True)
class Surroundings:
    """What every call of this engine works with."""

    switch: Switch
    limits: Limits
    now: Now
    sound: SoundOf
    prompt: Prompt
    node: str
    states: States = field(default_factory=States)
    tries: Tries = field(default_factory=lambda: Tries(time.time))


@dataclass
class LiveCall:
    """A call in progress. `caller_number` is empty when withheld."""

    around: Surroundings
    company: Company
    facts: Facts
    leg: Leg
    dialled: str
    caller_number: str
    caller_name: str
    seed: int
    caller_user: UserEntry | None = None
    caller_device: DeviceEntry | None = None
    plan: str = ""  # the key of the one that leads it now
    plan_name: str = ""
    library: Library = field(default_factory=Library)
    prefix: str = ""
    talked: Phrase | None = None  # who answered, once two people talk
    cut_off: bool = False  # the talk was ended by us
    legs: list[Leg] = field(default_factory=list)  # every telephone rung so far

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 (fairness, not secrecy)
        self._reservations: dict[str, Reservation] = {}

    @property
    def state(self) -> CompanyState:
        """What of the company may change while calls run."""
        return self.around.states.of(self.company.key)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.around.now(self.company.key), self.company.zone)

    def hours(self, key: str) -> Hours:
        return self.library.hours[key]

    def menu(self, key: str) -> MenuSettings:
        return self.library.menus[key]

    def callers(self, key: str) -> CallerList:
        return self.library.callers[key]

    def party_of(self, number: str) -> str:
        if user := self.company.user_by_extension.get(number):
            return f"user/{user.key}"
        plan = self.company.plan_by_extension.get(number)
        return f"plan/{plan}" if plan else ""

    def in_phonebook(self, number: str) -> bool:
        return number in self.company.about.phonebook

    def plan_of(self, number: str) -> str:
        return self.company.about.numbers.get(number, "")

    def own_plan(self, user: str) -> str:
        key = self.company.own_plans.get(user, "")
        return "" if key == self.plan else key

    def set_prefix(self, text: str) -> None:
        self.prefix = text

    def notify(self, to: str) -> None:
        self.facts.emit(
            NotificationWanted,
            to=to,
            plan=self.plan_name,
            caller=self.caller_number,
            caller_name=self.caller_name,
            dialled=self.dialled,
        )

    async def play(self, sound: str, *, answered: bool = True) -> None:
        file = self.library.sounds[sound]
        await self._play(self.around.sound(file.path, file.seconds), answered=answered)

    async def ask(self, sound: str, seconds: float, most: int = 1) -> str:
        return await ask(self.leg, self.play(sound), seconds, most)

    async def tell(self, name: str) -> None:
        """Play one of the exchange's own prompts to the caller, in the company's language."""
        language = self.caller_user.language if self.caller_user else self.company.about.language
        await self._play(self.around.prompt(language, name), answered=True)

    async def _play(self, sound: Sound, *, answered: bool) -> None:
        if answered:
            await self._answer()
        await self.leg.play(sound)

    async def _answer(self) -> None:
        if not self.leg.answered.done():
            await self.leg.answer()

    async def ring(
        self,
        members: Sequence[str],
        order: RingOrder,
        seconds: float,
        *,
        accept_key: bool = False,
        label: str = "",
        show_caller: Literal["company", "caller"] = "company",
    ) -> Rung:
        shows = Shows(self._inward_identity(label), self._outward_identity(show_caller), accept_key)
        with ExitStack() as reservations:
            if refusal := self._reserve(members, reservations):
                return Rung(talked=False, ending=Ending.REFUSED, reason=refusal)
            reachable = [m for m in members if not m.isdecimal() or m in self._reservations]
            ringer = self._ringer(lambda member: telephones_of(self.company, self.state, member, shows))
            await self.leg.indicate_ringing()
            winner = await ringer.ring(waves(order, reachable, self._chance), seconds)
            if winner is None:
                busy = ringer.ending is Ending.BUSY
                reason = (self._all_undisturbed(reachable) if busy else None) or why_not(ringer.ending, seconds)
                return Rung(talked=False, ending=ringer.ending, reason=reason)
            return await self._talk(winner)

    def _ringer(self, telephones: Callable[[str], Sequence[Telephone]]) -> Ringer:
        around, ask = self.around, self._ask_to_accept
        return Ringer(around.switch, self.facts, self._new_leg_id, ask, telephones, self._undisturbed, self.legs)

    def _undisturbed(self, member: str) -> bool:
        return undisturbed(self.company, self.state, member)

    def _all_undisturbed(self, members: Sequence[str]) -> Phrase | None:
        """Why nobody was rung, when nobody wanted to be."""
        if not all(map(self._undisturbed, members)):
            return None
        who = name_of(self.company, members[0]) if len(members) == 1 else phrase("everybody")
        return phrase("do not disturb: {who}", who=who)

    async def ring_user(self, user: UserEntry, seconds: float) -> Rung:
        """Ring all telephones of a colleague."""
        return await self.ring([f"user/{user.key}"], RingOrder.RING_ALL, seconds)

    async def ring_outside(self, number: str, *, emergency: bool, seconds: float) -> Rung:
        """Ring one number over the trunk for one of ours; an emergency passes every limit."""
        if not emergency:
            return await self.ring([number], RingOrder.RING_ALL, seconds)
        ringer = self._ringer(lambda member: over_trunk(self.company, member, self._own_identity()))
        await self.leg.indicate_ringing()
        winner = await ringer.ring(waves(RingOrder.RING_ALL, [number], self._chance), seconds)
        if winner is None:
            return Rung(talked=False, ending=ringer.ending, reason=why_not(ringer.ending, seconds))
        return await self._talk(winner)

    async def _talk(self, winner: Winner) -> Rung:
        """Let caller and winner talk until either hangs up; the winner's leg never outlives this."""
        party = winner.telephone.party
        for number in [number for number in self._reservations if number != party]:
            self._release(number)
        try:
            await self._answer()
            tell_answered(self.facts, winner)
            return await self._converse(party, winner.leg, self._reservations.get(party))
        finally:
            await winner.leg.hang_up()

    def keep_place(self, answered: Answered) -> None:
        """Hold the place of a talk that outlived an earlier engine; its minutes have counted from the answer on."""
        if isinstance(outside(answered.party), ToOutside):
            self._reservations[answered.party] = self.around.limits.resume(self.company, answered.at)

    async def talk_on(self, answered: Answered, other: Leg) -> Rung:
        """Go on with a talk that outlived an earlier engine."""
        self.legs.append(other)
        watch_end(self.facts, answered.party, other)
        try:
            return await self._converse(answered.party, other, self._reservations.get(answered.party))
        finally:
            self._release(answered.party)
            await other.hang_up()

    async def _converse(self, party: str, other: Leg, reservation: Reservation | None) -> Rung:
        self.talked = reason = phrase("{who} answered", who=name_of(self.company, party))
        try:
            await self._connected(other, reservation)
        except LegGone:
            if self.leg.ended.done():
                raise
        except DayUsedUp as used_up:
            self.cut_off, reason = True, used_up.reason
        return Rung(talked=True, ending=Ending.HUNG_UP, reason=reason)

    async def _connected(self, other: Leg, reservation: Reservation | None) -> None:
        if reservation is None:
            await self.around.switch.connect(self.leg, other)
            return
        reservation.answered()
        async with self.around.limits.while_minutes_last(self.company):
            await self.around.switch.connect(self.leg, other)

    def _reserve(self, members: Sequence[str], reservations: ExitStack) -> Phrase | None:
        """Reserve a place for each external member; the refusal, if nobody is left to ring."""
        refusal: Phrase | None = None
        for number in (m for m in members if m.isdecimal()):
            got = self.around.limits.reserve_for(self.company, number)
            if isinstance(got, Phrase):
                refusal = got
                continue
            self._reservations[number] = got
            reservations.callback(self._release, number)
        inside = any(not m.isdecimal() for m in members)
        return None if inside or self._reservations else refusal

    def _release(self, number: str) -> None:
        if reservation := self._reservations.pop(number, None):
            reservation.release()

    def _inward_identity(self, label: str) -> Identity:
        who = self.caller_name or self.caller_number
        return Identity(" ".join(part for part in (self.prefix, label, who) if part), self.caller_number)

    def _outward_identity(self, show: Literal["company", "caller"]) -> Identity:
        """Only the company's own numbers go out, or the caller's on a forwarded call; withheld stays withheld."""
        user = self.caller_user
        if (user and user.anonymous) or (user is None and not self.caller_number):
            return Identity("", "")
        if user is None and show == "caller":
            return Identity("", self.caller_number, diverted_by=self._own_identity().number)
        return self._own_identity()

    def _own_identity(self) -> Identity:
        """One of the company's numbers: emergency services see it whoever calls, so that they can call back."""
        user = self.caller_user
        if user and user.outgoing_number in self.company.about.numbers:
            return Identity("", user.outgoing_number)
        own = self.dialled if self.dialled in self.company.about.numbers else next(iter(self.company.about.numbers), "")
        return Identity("", own)

    def _new_leg_id(self) -> str:
        # Not a count: an engine that takes the call back cannot know how far the one before had come.
        return f"{self.facts.call}-{secrets.token_hex(4)}"

    def _ask_to_accept(self, leg: Leg) -> Awaitable[None]:
        return leg.play(self.around.prompt(self.company.about.language, "press_1_to_accept"))
