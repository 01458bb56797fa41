"""The simulator as a stage of the contract's stories."""

from __future__ import annotations

import wave
from pathlib import Path

from belplan.switch.behaviour import Caller, Telephone
from belplan.switch.port import Address, DeviceAddress, Identity, Invitation, Sound, TrunkAddress
from belplan.switch.simulator import SimLeg, Simulator
from tests.switch.stage import CALLER, DIALLED, MOBILE, Stage


class SimulatorStage(Stage):
    """On virtual time, everything comes at its exact moment."""

    tolerance = 1e-6

    def __init__(self) -> None:
        super().__init__()
        self._telephones: dict[Address, Telephone] = {}
        self.switch: Simulator = Simulator(self._telephones)

    async def _enter(self, caller: Caller) -> SimLeg:
        self._caller = self.switch.call(Invitation("trunk", "carrier", DIALLED, CALLER), caller)
        return self._caller

    async def _prescribe(self, name: str, behaviour: Telephone) -> Address:
        address = TrunkAddress("carrier", MOBILE) if name == "mobile" else DeviceAddress(name)
        self._telephones[address] = behaviour
        return address

    def sound(self, seconds: float) -> Sound:
        return Sound(Path(f"/sounds/{seconds}.wav"), seconds)

    def recorded(self, name: str, path: Path) -> float:
        with wave.open(str(path)) as file:
            seconds: float = file.getnframes() / file.getframerate()
        return seconds

    async def display(self, name: str) -> Identity:
        leg = next(leg for leg in reversed(self.legs) if leg.id == self.id_of(name))
        assert isinstance(leg, SimLeg)
        assert leg.display
        return leg.display

    async def caller_hears_ringing(self) -> None:
        assert self._caller_hears() == "ringing"

    async def caller_hears_sound(self) -> None:
        assert self._caller_hears() == "sound"

    async def caller_and_telephone_heard_each_other(self, name: str) -> None:
        talks = {(moment.leg, moment.detail) for moment in self.switch.timeline if moment.what == "talk"}
        caller, telephone = self._caller.id, self.id_of(name)
        assert talks == {(caller, telephone), (telephone, caller)}

    def _caller_hears(self) -> str:
        return [moment.what for moment in self.switch.timeline if moment.leg == self._caller.id][-1]
