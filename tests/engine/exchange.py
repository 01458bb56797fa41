"""A small company on the simulator, for stories about calls: who behaves how, and what the facts then are."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from belplan.callevents import Answered, CallEnded, CallEvent, LegEnded, Ringing, StepEntered
from belplan.engine.companies import company, index
from belplan.engine.engine import Engine
from belplan.engine.limits import Limits
from belplan.engine.live_call import Surroundings
from belplan.engine.pins import Tries
from belplan.engine.snapshot import CompanySnapshot, DeviceEntry, PlanEntry, TrunkEntry, UserEntry
from belplan.engine.snapshot import Limits as Allowed
from belplan.engine.state import States
from belplan.switch.behaviour import Caller, Telephone
from belplan.switch.port import Address, DeviceAddress, Held, Identity, Invitation, Sound, TrunkAddress
from belplan.switch.simulator import SimLeg, Simulator

TUESDAY_TEN = 1795510800.0  # 2026-11-24 10:00 in Brussels
NUMBER = "3225805000"
MOBILE = "32467890123"
PROMPT_SECONDS = 3.0


def snapshot(steps: list[dict[str, Any]], **changes: Any) -> CompanySnapshot:
    """Ann, Bart and Cas, a telephone each, and one plan of these steps on one number."""
    plan = {"key": "main", "name": "Main", "internal": "800", "numbers": [NUMBER], "steps": steps}
    people = [("ann", "201"), ("bart", "202"), ("cas", "203")]
    hours = {"key": "office", "name": "office", "entries": [{"days": "mon-fri", "from": "09:00", "to": "17:00"}]}
    known: dict[str, Any] = {
        "key": "demo",
        "name": "Demo",
        "timezone": "Europe/Brussels",
        "country": "BE",
        "language": "nl",
        "users": tuple(UserEntry(k, k.title(), x, (k,), NUMBER) for k, x in people),
        "devices": (
            *(DeviceEntry(k, k, f"{k}.demo", k) for k, _ in people),
            DeviceEntry("lobby", "Lobby", "lobby.demo"),
        ),
        "trunks": (TrunkEntry("carrier", "carrier.demo"),),
        "plans": (PlanEntry("main", 3, plan, {"office": hours}, {"welcome": ("sounds/welcome.wav", 5.0)}),),
        "numbers": {NUMBER: "main"},
        "limits": Allowed(calls_at_once=1, minutes_a_day=10, countries=("BE",)),
    }
    return CompanySnapshot(**{**known, **changes})


@dataclass
class Exchange:
    """The engine on the simulator, and the facts it stated."""

    about: CompanySnapshot
    telephones: Mapping[Address, Telephone]
    events: list[CallEvent] = field(default_factory=list)
    starts: float = TUESDAY_TEN
    seed: int = 7  # of each call's chances
    stated: list[CallEvent] = field(default_factory=list)  # facts about live state

    def __post_init__(self) -> None:
        loop = asyncio.get_running_loop()
        start = self.starts - loop.time()

        def clock() -> float:
            return start + loop.time()

        self.switch = Simulator(self.telephones)
        self.limits = Limits(clock)
        self.states = States(clock, "node1", self.stated.append)
        around = Surroundings(
            self.switch,
            self.limits,
            lambda _: clock(),
            lambda path, seconds: Sound(Path("/data") / path, seconds),
            lambda language, name: Sound(Path(f"/prompts/{language}/{name}.wav"), PROMPT_SECONDS),
            "node1",
            self.states,
            Tries(clock),
        )
        self.engine = Engine(around, clock, self.events.append, seeds=lambda: self.seed)
        self.engine.companies = index([company(self.about)])

    async def trunk_call(self, caller: Caller = Caller(), number: str = NUMBER, who: str = "32475112233") -> SimLeg:  # noqa: B008
        """A call from outside, to its end."""
        return await self.call(Invitation("trunk", "carrier.demo", number, Identity("", who)), caller)

    async def device_call(self, device: str, number: str, caller: Caller = Caller()) -> SimLeg:  # noqa: B008
        """A call from one of the company's telephones, to its end."""
        return await self.call(Invitation("device", f"{device}.demo", number, Identity("", "")), caller)

    async def call(self, invitation: Invitation, caller: Caller) -> SimLeg:
        """Place a call and wait for its end; nothing of it may be left on the switch."""
        await self.switch.start(self.engine.take)
        leg = self.switch.call(invitation, caller)
        await self.engine.idle()
        assert await self.switch.held() == Held(0, 0)
        return leg

    @property
    def ended(self) -> CallEnded:
        """The one last fact of the one call."""
        (ended,) = [e for e in self.events if isinstance(e, CallEnded)]
        assert self.events[-1] is ended
        return ended

    @property
    def path(self) -> list[str]:
        """The steps, with why: "1 ring_group: 3225805000 was called"."""
        return [f"{e.step} {e.component}: {e.reason}" for e in self.events if isinstance(e, StepEntered)]

    @property
    def rang(self) -> list[tuple[float, str]]:
        """Who rang, and when, in seconds from the start."""
        return [(round(e.at - self.starts, 3), e.party) for e in self.events if isinstance(e, Ringing)]

    @property
    def endings(self) -> dict[str, str]:
        """How each party's telephone ended."""
        return {e.party: e.ending.value for e in self.events if isinstance(e, LegEnded)}

    @property
    def answered(self) -> str:
        """Who answered."""
        return next((e.party for e in self.events if isinstance(e, Answered)), "")


def phones(**behaviours: Telephone) -> dict[Address, Telephone]:
    """Behaviours by device; `mobile` is the external number."""
    return {
        TrunkAddress("carrier.demo", MOBILE) if key == "mobile" else DeviceAddress(f"{key}.demo"): behaviour
        for key, behaviour in behaviours.items()
    }
