"""The modelled Asterisk keeps the same contract under the real switch as the real one does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from belplan.switch.asterisk.switch import AsteriskSwitch
from belplan.switch.behaviour import NOBODY, Caller, Telephone
from belplan.switch.port import Address, DeviceAddress, Identity, Invitation, Leg, Sound, TrunkAddress
from tests.simulation.channels import Channel
from tests.simulation.faults import NO_FAULTS
from tests.simulation.lines import ModelClient, Wire
from tests.simulation.model import Asterisk
from tests.simulation.rest import Rest
from tests.switch.stage import CALLER, DIALLED, MOBILE, Stage
from tests.switch.test_contract import SwitchContract

pytestmark = pytest.mark.fast


class ModelStage(Stage):
    """On virtual time, with the moments that Asterisk takes."""

    tolerance = 0.1

    def __init__(self) -> None:
        super().__init__()
        self._telephones: dict[str, Telephone] = {}
        self._entered: asyncio.Queue[Leg] = asyncio.Queue()
        chance = Random(1)  # noqa: S311
        self.wire = Wire(NO_FAULTS, chance, lambda what, about: None, lambda: None)
        self.asterisk = Asterisk("belplan", chance, lambda endpoint: self._telephones[endpoint], {}, self.wire.note)
        self.rest = Rest(self.asterisk)
        client = ModelClient(self, "belplan")
        self.switch: AsteriskSwitch = AsteriskSwitch("", "", "", client=lambda *_: client)  # type: ignore[arg-type]

    async def start(self) -> None:
        await self.switch.start(lambda leg, invitation: self._entered.put_nowait(leg))

    async def _enter(self, caller: Caller) -> Leg:
        self._caller = self.asterisk.call(Invitation("trunk", "carrier", DIALLED, CALLER), caller)
        return await self._entered.get()

    async def _prescribe(self, name: str, behaviour: Telephone) -> Address:
        if name == "mobile":
            self._telephones[f"PJSIP/{MOBILE}@carrier"] = behaviour
            return TrunkAddress("carrier", MOBILE)
        self._telephones[f"PJSIP/{name}"] = behaviour
        return DeviceAddress(name)

    def sound(self, seconds: float) -> Sound:
        self.asterisk.sounds[f"/sounds/{seconds}-s"] = seconds
        return Sound(Path(f"/sounds/{seconds}-s.wav"), seconds)

    def recorded(self, name: str, path: Path) -> float:
        raise AssertionError("nothing is recorded in the model")

    async def display(self, name: str) -> Identity:
        shown = self._channel(name).shown
        return Identity(shown.name, shown.number)

    async def caller_hears_ringing(self) -> None:
        assert self._caller.hears == "ringing"

    async def caller_hears_sound(self) -> None:
        assert self._caller.hears == "sound"

    async def caller_and_telephone_heard_each_other(self, name: str) -> None:
        (talk,) = self.asterisk.talks
        assert {talk.one, talk.other} == {self._caller, self._channel(name)}

    def _channel(self, name: str) -> Channel:
        return next(channel for channel in self.asterisk.history if channel.id == self.id_of(name))


class TestModel(SwitchContract):
    """The stories of the contract."""

    # Registrations are read from a file of Asterisk's own, which the model does not have.
    test_who_is_registered_and_where = None  # type: ignore[assignment]
    # Nothing is recorded in it either: none of the calls that it is there for does so.
    test_what_is_said_until_the_hash_is_recorded = None  # type: ignore[assignment]
    test_what_was_said_before_the_hang_up_is_kept = None  # type: ignore[assignment]
    test_a_recording_ends_when_its_time_is_over = None  # type: ignore[assignment]
    test_a_recording_that_is_cancelled_leaves_nothing = None  # type: ignore[assignment]

    @pytest.fixture
    async def stage(self) -> AsyncIterator[ModelStage]:
        stage = ModelStage()
        await stage.start()
        yield stage
        await stage.clear()
        await stage.switch.stop()


async def test_a_call_that_nobody_takes_in_hand_hears_the_fallback() -> None:
    stage = ModelStage()
    call = stage.asterisk.call(Invitation("trunk", "carrier", DIALLED, CALLER), Caller())
    await asyncio.sleep(60)
    assert (call.fell_back, call.ended_by, call.cause) == (True, "asterisk", 42)
    assert [hears for _, hears in call.heard] == ["silence", "fallback"]


async def test_an_answer_waits_behind_a_sound() -> None:
    stage = ModelStage()
    await stage.start()
    leg = await stage.call(Caller())
    stage.sound(10)
    client = ModelClient(stage, "belplan")
    await client.request("POST", "channels", leg.id, "play", "a-sound", body={"media": ["sound:/sounds/10-s"]})
    began = asyncio.get_running_loop().time()
    answer = asyncio.create_task(client.request("POST", "channels", leg.id, "answer"))
    await asyncio.sleep(3)
    assert not answer.done()
    await client.request("DELETE", "playbacks", "a-sound")
    assert (await answer).status == 204
    assert asyncio.get_running_loop().time() - began == pytest.approx(3, abs=0.1)
    await stage.clear()


async def test_a_channel_is_dialled_only_once_it_is_ours_and_made_once() -> None:
    stage = ModelStage()
    await stage.start()
    stage._telephones["PJSIP/ann"] = NOBODY
    client = ModelClient(stage, "belplan")
    query = {"endpoint": "PJSIP/ann", "app": "belplan", "appArgs": "leg", "channelId": "ann-1"}
    stage.asterisk.moment = lambda: 1.0  # type: ignore[method-assign]
    replies = [
        await client.request("POST", "channels", "create", body={"variables": {}}, **query),
        await client.request("POST", "channels", "ann-1", "dial", timeout="5"),
        await client.request("POST", "channels", "create", body={"variables": {}}, **query),
        await client.request("POST", "channels", "ann-2", "dial", timeout="5"),
    ]
    assert [reply.status for reply in replies] == [200, 409, 409, 404]
