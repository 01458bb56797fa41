"""What lamp keys show of colleagues and of diversions, told as stories on virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from belplan.callevents import Answered, CallEvent, CallStarted, Direction
from belplan.engine.changes import Change
from belplan.engine.companies import changed, company, index
from belplan.engine.presence import LEARN_SECONDS, LOOK_SECONDS, DevicePresence, Presence
from belplan.engine.snapshot import PlanEntry
from belplan.engine.state import SetDoNotDisturb, States, SwitchDiversion, TakeSeat
from belplan.switch.behaviour import UNREGISTERED, Caller, Telephone
from belplan.switch.port import DeviceAddress, Identity, Invitation, Lamp, LampState
from tests.engine.exchange import TUESDAY_TEN, Exchange, phones, snapshot

pytestmark = pytest.mark.fast

THERE = Telephone()
STEPS: list[dict[str, Any]] = [{"hang_up": {}}]
DIVERSIONS = [
    {"name": "Gesloten", "category": "A", "on": False, "steps": [{"hang_up": {}}]},
    {"name": "Feest", "category": "A", "on": False, "steps": [{"hang_up": {}}]},
]


class Facts(list[CallEvent]):
    """The facts of an exchange, told on to its presence."""

    presence: Presence

    def append(self, fact: CallEvent) -> None:
        super().append(fact)
        self.presence.see(fact)


class Office:
    """An exchange, its presence, and how often a lamp was set."""

    def __init__(self, telephones: dict[Any, Telephone], **changes: Any) -> None:
        facts = Facts()
        self.telephones = telephones
        self.exchange = Exchange(snapshot(STEPS, **changes), telephones, facts)
        self.states = States(lambda: TUESDAY_TEN, "node1", facts.append)
        self.switch = self.exchange.switch
        self.presence = facts.presence = self.new_presence()
        self.settings = 0
        really_set = self.switch.set_lamp

        async def counted(lamp: Lamp, state: LampState) -> None:
            self.settings += 1
            await really_set(lamp, state)

        self.switch.set_lamp = counted  # type: ignore[method-assign]

    def new_presence(self) -> Presence:
        return Presence(self.switch, lambda: self.exchange.engine.companies, self.states, self.now)

    def now(self) -> float:
        return TUESDAY_TEN + asyncio.get_running_loop().time()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        await self.switch.start(self.exchange.engine.take)
        work = asyncio.create_task(self.presence.run())
        await asyncio.sleep(1)
        yield
        work.cancel()
        await asyncio.wait((work,))

    async def lamp(self, number: str) -> LampState:
        return (await self.switch.lamps()).get(Lamp("demo", number), LampState.FREE)

    async def lamps(self, *numbers: str) -> list[str]:
        return [str(await self.lamp(number)) for number in numbers]


def everybody(**behaviours: Telephone) -> dict[Any, Telephone]:
    return phones(**{"ann": THERE, "bart": THERE, "cas": THERE, **behaviours})


async def test_a_colleague_rings_talks_and_is_free() -> None:
    office = Office(everybody(bart=Telephone(answers_after=5, talks=10)))
    async with office.open():
        assert await office.lamps("201", "202", "203") == ["free", "free", "free"]
        call = asyncio.create_task(office.exchange.device_call("ann", "202"))
        await asyncio.sleep(2)
        assert await office.lamps("201", "202", "203") == ["in_use", "ringing", "free"]
        await asyncio.sleep(6)
        assert await office.lamps("201", "202") == ["in_use", "in_use"]
        await call
        await asyncio.sleep(0.1)
        assert await office.lamps("201", "202") == ["free", "free"]
        assert office.settings == 5


async def test_somebody_who_talks_and_is_called_again_stays_in_use() -> None:
    office = Office(everybody(bart=Telephone(answers_after=1, talks=60)))
    async with office.open():
        for who in ("ann", "cas"):
            office.switch.call(Invitation("device", f"{who}.demo", "202", Identity("", "")), Caller(patience=20))
            await asyncio.sleep(3)
            office.telephones[DeviceAddress("bart.demo")] = THERE
        assert await office.lamp("202") == LampState.IN_USE


async def test_who_is_not_registered_is_unavailable_until_they_are() -> None:
    office = Office(everybody(bart=UNREGISTERED))
    async with office.open():
        assert await office.lamp("202") == LampState.UNAVAILABLE
        office.telephones[DeviceAddress("bart.demo")] = THERE
        await asyncio.sleep(LOOK_SECONDS + 1)
        assert await office.lamp("202") == LampState.FREE
        found = await office.presence.of_devices(office.exchange.engine.companies.by_key["demo"], ["bart", "lobby"])
        there = found["bart"]
        assert (there.registered, there.address, there.agent) == (True, "127.0.0.1", "Simulator")
        assert TUESDAY_TEN < there.since < office.now()
        assert found["lobby"] == DevicePresence(registered=False)


async def test_whoever_is_not_to_be_disturbed_looks_occupied() -> None:
    office = Office(everybody())
    async with office.open():
        demo = office.exchange.engine.companies.by_key["demo"]
        await office.states.change(demo, SetDoNotDisturb("bart", on=True))
        await asyncio.sleep(0.1)
        assert await office.lamp("202") == LampState.SHUT
        await office.states.change(demo, SetDoNotDisturb("bart", on=False))
        await asyncio.sleep(0.1)
        assert await office.lamp("202") == LampState.FREE


async def test_the_key_that_switches_a_diversion_shows_it() -> None:
    plan = {"key": "main", "name": "Main", "internal": "800", "steps": STEPS, "diversions": DIVERSIONS}
    office = Office(everybody(), plans=(PlanEntry("main", 3, plan, {}, {}),), numbers={})
    async with office.open():
        demo = office.exchange.engine.companies.by_key["demo"]
        await office.states.change(demo, SwitchDiversion("main", "Gesloten", on=True))
        await asyncio.sleep(0.1)
        assert await office.lamps("*21*800*1", "*21*800*2", "800") == ["shut", "free", "shut"]
        await office.states.change(demo, SwitchDiversion("main", "Feest", on=True))
        await asyncio.sleep(0.1)
        assert await office.lamps("*21*800*1", "*21*800*2", "800") == ["free", "shut", "shut"]
        await office.states.change(demo, SwitchDiversion("main", "Feest", on=False))
        await asyncio.sleep(0.1)
        assert await office.lamps("*21*800*1", "*21*800*2", "800") == ["free", "free", "free"]


async def test_whoever_signs_in_elsewhere_is_there() -> None:
    about = snapshot(STEPS)
    users = tuple(msgspec.structs.replace(user, may_hotdesk=True) for user in about.users)
    devices = tuple(msgspec.structs.replace(device, hotdesking=True) for device in about.devices)
    office = Office(everybody(bart=UNREGISTERED), users=users, devices=devices)
    async with office.open():
        demo = office.exchange.engine.companies.by_key["demo"]
        assert await office.lamps("202", "203") == ["unavailable", "free"]
        await office.states.change(demo, TakeSeat("cas", "bart"))
        await asyncio.sleep(0.1)
        assert await office.lamps("202", "203") == ["free", "unavailable"]
        await office.states.change(demo, TakeSeat("cas", ""))
        await asyncio.sleep(0.1)
        assert await office.lamps("202", "203") == ["unavailable", "free"]


async def test_after_a_restart_lamps_are_set_right_again() -> None:
    office = Office(everybody())
    await office.switch.start(office.exchange.engine.take)
    for number, state in (("201", LampState.IN_USE), ("203", LampState.IN_USE), ("299", LampState.RINGING)):
        await office.switch.set_lamp(Lamp("demo", number), state)
    office.settings = 0
    stamp: Any = {"call": "node1-1", "at": TUESDAY_TEN, "company": "demo", "node": "node1"}
    office.presence.see(
        CallStarted(
            **stamp, seq=1, direction=Direction.INTERNAL, caller="201", caller_name="Ann", dialled="202", seed=1,
            caller_party="user/ann",
        )
    )  # fmt: skip
    office.presence.see(Answered(**stamp, seq=2, leg="x", party="user/bart"))
    async with office.open():
        assert await office.lamps("201", "202", "203", "299") == ["in_use", "in_use", "free", "free"]
        assert office.settings == 3


async def test_what_changed_while_the_switch_was_away_is_shown_when_it_is_back() -> None:
    office = Office(everybody())
    async with office.open():
        await office.switch.stop()
        demo = office.exchange.engine.companies.by_key["demo"]
        await office.states.change(demo, SetDoNotDisturb("bart", on=True))
        await asyncio.sleep(60)
        await office.switch.start(office.exchange.engine.take)
        await asyncio.sleep(3)
        assert await office.lamp("202") == LampState.SHUT


async def test_one_changed_user_is_all_that_is_looked_at() -> None:
    office = Office(everybody(bart=UNREGISTERED))
    async with office.open():
        engine, looked = office.exchange.engine, []
        known = engine.companies.by_key["demo"]
        bart = msgspec.structs.replace(known.users["bart"], extension="222")
        engine.companies = engine.companies.replaced(changed(known, Change(users=(bart,)), 0))
        really_look = office.presence._state_of
        office.presence._state_of = lambda lamp: looked.append(lamp.number) or really_look(lamp)  # type: ignore[method-assign,func-returns-value]
        office.presence.renew("demo", known)
        await asyncio.sleep(0.1)
        assert set(looked) == {"202", "222"}
        assert await office.lamps("202", "222") == ["free", "unavailable"]


async def test_lamps_that_the_switch_has_lost_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(everybody(bart=UNREGISTERED))
    async with office.open():
        assert await office.lamp("202") == LampState.UNAVAILABLE
        monkeypatch.setattr(office.switch, "_lamps", {})
        await asyncio.sleep(LEARN_SECONDS + LOOK_SECONDS)
        assert await office.lamp("202") == LampState.UNAVAILABLE


async def test_a_new_internal_number_takes_the_lamp_along() -> None:
    office = Office(everybody(bart=UNREGISTERED))
    async with office.open():
        about = office.exchange.about
        users = tuple(msgspec.structs.replace(u, extension="222") if u.key == "bart" else u for u in about.users)
        office.exchange.engine.companies = index([company(msgspec.structs.replace(about, users=users))])
        office.presence.renew("demo")
        await asyncio.sleep(0.1)
        assert await office.lamps("202", "222") == ["free", "unavailable"]
