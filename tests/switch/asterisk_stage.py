"""A real Asterisk and real telephones as a stage of the contract's stories."""

from __future__ import annotations

import asyncio
import math
import struct
import wave
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from belplan.callevents import Ending
from belplan.run.demo.listening import tone_seconds
from belplan.run.demo.telephone import Answer, LetRing, Refuse, SipAccount
from belplan.run.demo.telephone import Behaviour as OnRing
from belplan.run.demo.telephone import Telephone as RealTelephone
from belplan.run.demo.telephone_call import Call
from belplan.switch.accounts import DeviceAccount, TrunkAccount
from belplan.switch.asterisk.config import ARI_USER
from belplan.switch.asterisk.switch import AsteriskSwitch
from belplan.switch.behaviour import Caller, KeyPress, Telephone
from belplan.switch.port import Address, DeviceAddress, Identity, Invitation, Leg, Sound, TrunkAddress
from tests.phones.asterisk import CARRIER_ADDRESS, HOST, RunningAsterisk
from tests.switch.stage import CALLER, DIALLED, MOBILE, Stage

RATE = 8000
TONE = 440.0  # Hz, of every sound
VOICES = {"mobile": 600.0, "ann": 850.0, "bob": 1100.0}  # Hz, of what each telephone says
LOOK = 0.02  # seconds between looks at a telephone
TOLD = 0.05  # seconds until a telephone's process has surely read what it was told
SIP_CODES = {Ending.BUSY: 486, Ending.REFUSED: 603}


@dataclass
class Hall:
    """What is started once for many stories: the switch and every telephone."""

    switch: AsteriskSwitch
    entered: asyncio.Queue[tuple[Leg, Invitation]]
    telephones: Mapping[str, RealTelephone]  # "mobile" is the carrier
    sip: str
    folder: Path
    recordings: Path  # where Asterisk records


@asynccontextmanager
async def open_hall(asterisk: RunningAsterisk, folder: Path) -> AsyncIterator[Hall]:
    """Start the telephones and connect a switch to a running Asterisk."""
    sip = f"{HOST}:{asterisk.config.sip_port}"
    entered: asyncio.Queue[tuple[Leg, Invitation]] = asyncio.Queue()
    config = asterisk.config
    switch = AsteriskSwitch(config.ari_url, ARI_USER, config.ari_password(), config.app, registrar=config.registrar)
    async with AsyncExitStack() as open_things:
        carrier = await open_things.enter_async_context(
            RealTelephone.start(
                name="carrier", user=MOBILE, folder=folder, address=CARRIER_ADDRESS, plays=_voice(folder, "mobile")
            )
        )
        port = int(carrier.address.rpartition(":")[2])
        trunk = TrunkAccount("carrier", CARRIER_ADDRESS, port, addresses=(CARRIER_ADDRESS,))
        asterisk.accounts([DeviceAccount(f"demo.{n}", f"secret of {n}") for n in ("ann", "bob", "nobody")], [trunk])
        telephones = {"mobile": carrier}
        for name in ("ann", "bob"):
            account = SipAccount(user=f"demo.{name}", secret=f"secret of {name}", server=sip)
            telephones[name] = await open_things.enter_async_context(
                RealTelephone.start(name=name, folder=folder, account=account, plays=_voice(folder, name))
            )
            await telephones[name].registered()
        await switch.start(lambda leg, invitation: entered.put_nowait((leg, invitation)))
        open_things.push_async_callback(switch.stop)
        yield Hall(switch, entered, telephones, sip, folder, config.recordings)


class AsteriskStage(Stage):
    """In real time; every sound is a tone, so that it can be recognised in what the caller heard."""

    tolerance = 0.6

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self.switch: AsteriskSwitch = hall.switch
        self._people: set[asyncio.Task[None]] = set()
        self._to_hear: list[Call] = []

    async def clear(self) -> None:
        await super().clear()
        assert not list(self._hall.recordings.iterdir())
        for person in self._people:
            person.cancel()
        await asyncio.gather(*self._people, return_exceptions=True)
        for call in self._to_hear:
            await _heard(call, TONE)

    async def _enter(self, caller: Caller) -> Leg:
        self._call = await self._hall.telephones["mobile"].dial(
            f"sip:{DIALLED}@{self._hall.sip}", from_user=CALLER.number, from_display=CALLER.name
        )
        leg, invitation = await asyncio.wait_for(self._hall.entered.get(), 5)
        assert invitation == Invitation("trunk", "carrier", DIALLED, CALLER)
        self._let(self._give_up(self._call, caller.patience), self._talk(self._call, caller.talks))
        self._let(self._press(self._call, caller.keys))
        return leg

    async def _prescribe(self, name: str, behaviour: Telephone) -> Address:
        telephone = self._hall.telephones[name]
        telephone.on_ring = _on_ring(behaviour)
        await asyncio.sleep(TOLD)
        self._let(self._behave(telephone, len(telephone.incoming), behaviour))
        if name == "mobile":
            return TrunkAddress("carrier", MOBILE)
        return DeviceAddress(f"demo.{name}" if behaviour.registered else "demo.nobody")

    def sound(self, seconds: float) -> Sound:
        return Sound(_tone(self._hall.folder, TONE, seconds), seconds)

    def recorded(self, name: str, path: Path) -> float:
        return tone_seconds(path, VOICES[name])

    async def display(self, name: str) -> Identity:
        display = self._hall.telephones[name].display
        assert display
        return Identity(display.shown.name, display.shown.number)

    async def caller_hears_ringing(self) -> None:
        await self._call.ringing()
        assert 180 in [message.status for message in self._call.messages]

    async def caller_hears_sound(self) -> None:
        await self._call.audio()
        self._to_hear.append(self._call)

    async def caller_and_telephone_heard_each_other(self, name: str) -> None:
        await _heard(self._call, VOICES[name])
        await _heard(self._hall.telephones[name].incoming[-1], VOICES["mobile"])

    # What people do

    async def _behave(self, telephone: RealTelephone, earlier: int, behaviour: Telephone) -> None:
        while len(telephone.incoming) <= earlier:  # noqa: ASYNC110 (they come from another process)
            await asyncio.sleep(LOOK)
        call = telephone.incoming[earlier]
        await call.answered()
        self._let(self._talk(call, behaviour.talks), self._press(call, behaviour.keys))

    async def _give_up(self, call: Call, patience: float | None) -> None:
        if patience is not None:
            await asyncio.sleep(patience)
            await call.hang_up()

    async def _talk(self, call: Call, talks: float | None) -> None:
        if talks is not None:
            await call.answered()
            await asyncio.sleep(talks)
            await call.hang_up()

    async def _press(self, call: Call, keys: tuple[KeyPress, ...]) -> None:
        began = asyncio.get_running_loop().time()
        for press in keys:
            await asyncio.sleep(began + press.at - asyncio.get_running_loop().time())
            await call.send_digits(press.key)

    def _let(self, *deeds: Coroutine[Any, Any, None]) -> None:
        self._people.update(asyncio.create_task(deed) for deed in deeds)


def _on_ring(behaviour: Telephone) -> OnRing:
    if behaviour.refuses:
        return Refuse(SIP_CODES[behaviour.refuses], behaviour.refuses_after)
    return LetRing() if behaviour.answers_after is None else Answer(behaviour.answers_after)


def _voice(folder: Path, name: str) -> Path:
    return _tone(folder, VOICES[name], 1.0)


def _tone(folder: Path, hz: float, seconds: float) -> Path:
    path = folder / f"tone-{hz}-{seconds}.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        for number in range(int(seconds * RATE)):
            file.writeframesraw(struct.pack("<h", int(8000 * math.sin(math.tau * hz * number / RATE))))
    return path


async def _heard(call: Call, hz: float) -> None:
    await call.ended()
    assert call.heard
    assert tone_seconds(call.heard, hz) > 0.5
