"""What the contract's stories need around a switch: callers, telephones and sounds that do as they are told."""

from __future__ import annotations

import asyncio
import secrets
from abc import ABC, abstractmethod
from pathlib import Path

from belplan.callevents import Ending
from belplan.switch.behaviour import Caller, Telephone
from belplan.switch.port import Address, DeviceAddress, Held, Identity, Leg, Sound, Switch

CALLER = Identity("Jan Peeters", "32475112233")
DIALLED = "3225805000"
MOBILE = "32475000000"
LONG = 30.0  # seconds: longer than any story


class Stage(ABC):
    """A switch at work, a carrier's trunk, the telephones ann and bob, and a mobile number over the trunk."""

    switch: Switch
    tolerance: float  # how many seconds late something may be seen here

    def __init__(self) -> None:
        self.legs: list[Leg] = []
        self._id = secrets.token_hex(4)

    async def call(self, caller: Caller) -> Leg:
        """Let this caller dial `DIALLED` over the trunk; the leg that enters the switch."""
        leg = await self._enter(caller)
        self.legs.append(leg)
        return leg

    async def ring(
        self,
        name: str,
        behaviour: Telephone,
        seconds: float = LONG,
        caller: Identity = CALLER,
        again: int = 0,
    ) -> Leg:
        """Ring the telephone of this name, that will behave like this; `again` counts further legs to it."""
        address = await self._prescribe(name, behaviour)
        leg = await self.switch.ring(self.id_of(name, again), address, caller, seconds)
        self.legs.append(leg)
        return leg

    async def account(self, name: str, behaviour: Telephone) -> str:
        """The account of the telephone of this name, that will behave like this."""
        address = await self._prescribe(name, behaviour)
        assert isinstance(address, DeviceAddress)
        return address.account

    def id_of(self, name: str, again: int = 0) -> str:
        """The id of a leg to this telephone, different in each story."""
        return f"{name}-{again}-{self._id}"

    async def clear(self) -> None:
        """Let everyone who still is in a call hang up; the switch must hold nothing then."""
        for leg in self.legs:
            await leg.hang_up()
        async with asyncio.timeout(10):
            endings = await asyncio.gather(*(asyncio.shield(leg.ended) for leg in self.legs))
        assert all(isinstance(ending, Ending) for ending in endings)
        assert await self.switch.held() == Held(legs=0, connections=0)

    @abstractmethod
    async def _enter(self, caller: Caller) -> Leg:
        """The leg of a new call by this caller."""

    @abstractmethod
    async def _prescribe(self, name: str, behaviour: Telephone) -> Address:
        """Tell a telephone how to behave; where it is reached ("mobile" is `MOBILE` over the trunk)."""

    @abstractmethod
    def sound(self, seconds: float) -> Sound:
        """A sound of this length that can be heard."""

    @abstractmethod
    def recorded(self, name: str, path: Path) -> float:
        """For how many seconds the voice of this telephone, or of "mobile", is in a recording."""

    @abstractmethod
    async def display(self, name: str) -> Identity:
        """What this telephone's display shows for its latest call."""

    @abstractmethod
    async def caller_hears_ringing(self) -> None:
        """Return when the latest caller hears ringing."""

    @abstractmethod
    async def caller_hears_sound(self) -> None:
        """Return when the latest caller hears something played."""

    @abstractmethod
    async def caller_and_telephone_heard_each_other(self, name: str) -> None:
        """Fail unless the latest caller and this telephone heard each other; both have hung up."""
