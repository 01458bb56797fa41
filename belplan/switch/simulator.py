"""The switch port on virtual time: people at the far ends behave as told, and what every leg heard is written down."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from belplan.callevents import Ending
from belplan.switch.behaviour import NOBODY, Caller, KeyPress, Telephone
from belplan.switch.port import (
    Address,
    DeviceAddress,
    Held,
    Identity,
    Invitation,
    Lamp,
    LampState,
    Leg,
    LegGone,
    Sound,
    Switch,
    SwitchAway,
    TrunkStanding,
    TrunkState,
    Whereabouts,
)

What = Literal["ringing", "answered", "sound", "recording", "talk", "silence", "ended"]
RATE = 8_000  # Hz
HUM = 10 * b"\x00\x10" + 10 * b"\x00\xf0"  # one wave of 400 Hz: all that people here ever say


@dataclass(frozen=True, slots=True)
class Moment:
    """What began for a leg at a moment of the loop's clock."""

    at: float  # seconds
    leg: str  # the leg's id
    what: What
    detail: str = ""  # a sound's path, who the display names, the leg talked with, or the ending


class _Conversation:
    """Two legs that hear each other, until `over` tells which one hung up first."""

    def __init__(self, first: SimLeg, second: SimLeg) -> None:
        self.over: asyncio.Future[SimLeg] = asyncio.get_running_loop().create_future()
        self.timers: list[asyncio.TimerHandle] = []
        self.legs = (first, second)
        first.talk(second, self)
        second.talk(first, self)

    def part(self) -> None:
        """Let the legs hear each other no more."""
        for timer in self.timers:
            timer.cancel()
        for leg in self.legs:
            leg.conversation = None
            if not leg.ended.done():
                leg.note("silence")


class SimLeg(Leg):
    """A leg of the simulator. The far end's actions are timers that die with the leg."""

    def __init__(self, switch: Simulator, leg_id: str, talks: float | None) -> None:
        super().__init__(leg_id)
        self._switch = switch
        self._loop = asyncio.get_running_loop()
        self._timers: list[asyncio.TimerHandle] = []
        self._talks = talks
        self._last_key: asyncio.Future[None] | None = None  # of what is recorded
        self._has_sound = False  # there is a way for sounds, and so for keys
        self.display: Identity | None = None  # what the telephone shows, once it rings
        self.conversation: _Conversation | None = None

    async def answer(self) -> None:
        self.check_there()
        self.pick_up()

    async def indicate_ringing(self) -> None:
        self.check_there()
        self.note("ringing")

    async def play(self, sound: Sound) -> None:
        self.check_there()
        self._has_sound = True
        self.note("sound", str(sound.path))
        try:
            await asyncio.wait((self.ended,), timeout=sound.seconds)
        finally:
            if not self.ended.done():
                self.note("silence")
        self.check_there()

    async def record(self, path: Path, seconds: float) -> None:
        self.check_there()
        self.note("recording")
        began, self._last_key = self._loop.time(), self._loop.create_future()
        try:
            ends = (self.ended, self._last_key)
            await asyncio.wait(ends, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._last_key = None
            if not self.ended.done():
                self.note("silence")
        _write_hum(path, self._loop.time() - began)

    async def hang_up(self, ending: Ending = Ending.HUNG_UP) -> None:
        self.end(ending)

    def check_there(self) -> None:
        """Raise LegGone once the leg has ended."""
        if self.ended.done():
            raise LegGone(self.id)

    def note(self, what: What, detail: str = "") -> None:
        """Write in the timeline what begins for this leg."""
        self._switch.timeline.append(Moment(self._loop.time(), self.id, what, detail))

    def after(self, seconds: float, action: Callable[..., object], *args: object) -> asyncio.TimerHandle:
        """Let the far end do something later, if the leg still is there then."""
        timer = self._loop.call_later(seconds, action, *args)
        self._timers.append(timer)
        return timer

    def ring(self, telephone: Telephone, display: Identity) -> None:
        """The call has reached its telephone."""
        if not telephone.registered:
            self.end(Ending.UNREACHABLE)
        elif telephone.refuses and not telephone.refuses_after:
            self.end(telephone.refuses)
        else:
            self.display = display
            self.ringing.set_result(None)
            self.note("ringing", f"{display.name} {display.number}".strip())
            if telephone.refuses:
                self.after(telephone.refuses_after, self.end, telephone.refuses)
            elif telephone.answers_after is not None:
                self.after(telephone.answers_after, self.pick_up, telephone.keys)

    def rings_out(self) -> None:
        """It has rung as long as it may."""
        if not self.answered.done():
            self.end(Ending.NO_ANSWER)

    def pick_up(self, keys: tuple[KeyPress, ...] = ()) -> None:
        """Someone answers, and presses these keys from then on."""
        if self.answered.done():
            return
        self.answered.set_result(None)
        self._has_sound = True
        self.note("answered")
        self.press(keys)

    def press(self, keys: tuple[KeyPress, ...]) -> None:
        """The far end presses these keys, counted from now; before anything can be heard they go nowhere (RFC 4733)."""
        for press in keys:
            self.after(press.at, self._press, press.key)

    def _press(self, key: str) -> None:
        if not self._has_sound:
            return
        self.keys.put_nowait(key)
        if key == "#" and self._last_key and not self._last_key.done():
            self._last_key.set_result(None)

    def talk(self, other: SimLeg, conversation: _Conversation) -> None:
        """From now on this leg hears the other one."""
        self.conversation = conversation
        self.note("talk", other.id)
        if self._talks is not None:
            conversation.timers.append(self.after(self._talks, self.far_end_hangs_up))

    def give_up(self) -> None:
        """The caller's patience is at an end."""
        if not self.conversation:
            self.far_end_hangs_up()

    def far_end_hangs_up(self) -> None:
        """The person at this leg hangs up."""
        self.end(Ending.HUNG_UP if self.answered.done() else Ending.CANCELLED)

    def end(self, ending: Ending) -> None:
        """Resolve `ended`, once, and let go of everything."""
        if self.ended.done():
            return
        for timer in self._timers:
            timer.cancel()
        self.ended.set_result(ending)
        self.note("ended", ending)
        self._switch.forget(self)
        if self.conversation and not self.conversation.over.done():
            self.conversation.over.set_result(self)


def _write_hum(path: Path, seconds: float) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(HUM * round(seconds * RATE / (len(HUM) // 2)))


class Simulator(Switch):
    """A switch without telephones or lines: each address behaves as `telephones` says, any other as `others`.

    `setup_seconds` pass between `ring` and the moment that the telephone rings, refuses or proves unreachable.
    `timeline` lists what each leg heard, in order of time; whoever wants it short may clear it.
    """

    def __init__(
        self, telephones: Mapping[Address, Telephone], *, others: Telephone = NOBODY, setup_seconds: float = 0.0
    ) -> None:
        self.timeline: list[Moment] = []
        self._telephones = telephones
        self._others = others
        self._setup_seconds = setup_seconds
        self._on_call: Callable[[Leg, Invitation], None] | None = None
        self._calls = 0
        self._legs: dict[str, SimLeg] = {}
        self._conversations: set[_Conversation] = set()
        self._lamps: dict[Lamp, LampState] = {}

    async def start(self, on_call: Callable[[Leg, Invitation], None], left: Collection[str] = ()) -> dict[str, Leg]:
        self._on_call = on_call
        for leg in [leg for leg in self._legs.values() if leg.id not in left]:
            leg.end(Ending.UNREACHABLE)
        return dict(self._legs)

    async def stop(self) -> None:
        self._on_call = None

    def call(self, invitation: Invitation, caller: Caller) -> SimLeg:
        """Let a call enter, whose far end behaves like `caller`. Raises SwitchAway before `start` and after `stop`."""
        on_call = self._at_work()
        self._calls += 1
        leg = self._hold(SimLeg(self, f"caller-{self._calls}", caller.talks))
        if caller.patience is not None:
            leg.after(caller.patience, leg.give_up)
        leg.press(caller.keys)
        on_call(leg, invitation)
        return leg

    async def ring(self, leg_id: str, address: Address, caller: Identity, ring_seconds: float) -> SimLeg:
        self._at_work()
        if leg_id in self._legs:
            return self._legs[leg_id]
        telephone = self._telephones.get(address, self._others)
        leg = self._hold(SimLeg(self, leg_id, telephone.talks))
        leg.after(ring_seconds, leg.rings_out)
        leg.after(self._setup_seconds, leg.ring, telephone, caller)
        return leg

    async def connect(self, first: Leg, second: Leg) -> Leg:
        self._at_work()
        conversation = _Conversation(self._present(first), self._present(second))
        self._conversations.add(conversation)
        try:
            return await conversation.over
        finally:
            self._conversations.discard(conversation)
            conversation.part()

    async def lamps(self) -> dict[Lamp, LampState]:
        self._at_work()
        return dict(self._lamps)

    async def set_lamp(self, lamp: Lamp, state: LampState) -> None:
        self._at_work()
        self._lamps[lamp] = state

    async def registrations(self) -> Mapping[str, Whereabouts]:
        self._at_work()
        there = [address for address, telephone in self._telephones.items() if telephone.registered]
        accounts = (address.account for address in there if isinstance(address, DeviceAddress))
        return dict.fromkeys(accounts, Whereabouts("127.0.0.1", "Simulator"))

    async def trunks(self, names: Collection[str]) -> Mapping[str, TrunkStanding]:
        self._at_work()
        return dict.fromkeys(names, TrunkStanding(TrunkState.REACHABLE))  # its carriers are always there

    async def held(self) -> Held:
        self._at_work()
        return Held(legs=len(self._legs), connections=len(self._conversations))

    def forget(self, leg: SimLeg) -> None:
        """Hold nothing more of a leg that ended."""
        self._legs.pop(leg.id)

    def _hold(self, leg: SimLeg) -> SimLeg:
        self._legs[leg.id] = leg
        return leg

    def _present(self, leg: Leg) -> SimLeg:
        if leg.id not in self._legs:
            raise LegGone(leg.id)
        return self._legs[leg.id]

    def _at_work(self) -> Callable[[Leg, Invitation], None]:
        if not self._on_call:
            raise SwitchAway("the simulator is not started")
        return self._on_call
