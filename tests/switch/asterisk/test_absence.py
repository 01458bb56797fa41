"""Stories of an exchange that loses sight of its switch, of a switch that dies, and of what each finds afterwards."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from belplan.callevents import Ending
from belplan.run.demo.telephone import Answer
from belplan.run.demo.telephone_call import Call
from belplan.switch.asterisk.config import ARI_USER
from belplan.switch.asterisk.switch import AsteriskSwitch
from belplan.switch.port import DeviceAddress, Held, Identity, Leg, SwitchAway
from tests.phones.asterisk import RunningAsterisk, configuration, free_port, running_asterisk
from tests.switch.asterisk.halls import nothing_is_held, talking
from tests.switch.asterisk.line import Line
from tests.switch.asterisk_stage import AsteriskStage, Hall, open_hall
from tests.switch.moments import end_of, reached

pytestmark = pytest.mark.phones

JAN = Identity("Jan", "32475112233")
ANN = DeviceAddress("demo.ann")
RECONNECTED = 6.0  # seconds within which we are back


@dataclass
class Place:
    """A hall whose switch is controlled over a line."""

    hall: Hall
    line: Line
    asterisk: RunningAsterisk
    beside: AsteriskSwitch  # another one, that asks what is held past the line

    async def call_in(self) -> tuple[Call, Leg]:
        call = await self.hall.telephones["mobile"].dial(f"sip:3225805000@{self.hall.sip}", from_user=JAN.number)
        leg, _ = await asyncio.wait_for(self.hall.entered.get(), RECONNECTED)
        return call, leg

    async def ring(self, leg_id: str) -> Leg:
        """Ring ann as soon as the switch can be reached."""
        for _ in range(int(RECONNECTED / 0.1)):
            try:
                return await self.hall.switch.ring(leg_id, ANN, JAN, 20)
            except SwitchAway:
                await asyncio.sleep(0.1)
        raise AssertionError("The switch did not come back")

    async def cut(self) -> None:
        """Cut the line and wait until it is noticed."""
        self.line.cut()
        await asyncio.sleep(0.2)
        with pytest.raises(SwitchAway):
            await self.hall.switch.ring("away", ANN, JAN, 20)


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    with tempfile.TemporaryDirectory(prefix="belplan-") as folder:
        config = configuration(Path(folder))
        async with AsyncExitStack() as open_things:
            asterisk = open_things.enter_context(running_asterisk(config))
            line = await open_things.enter_async_context(Line.to(config.http_port))
            over_line = RunningAsterisk(replace(config, http_port=line.port), asterisk.process)
            hall = await open_things.enter_async_context(open_hall(over_line, Path(folder)))
            beside = AsteriskSwitch(config.ari_url, ARI_USER, config.ari_password(), "beside")
            await beside.start(lambda leg, invitation: None)
            open_things.push_async_callback(beside.stop)
            yield Place(hall, line, asterisk, beside)


async def test_what_happened_while_we_were_away_is_known_when_we_are_back(place: Place) -> None:
    gives_up, caller = await place.call_in()
    waits, patient = await place.call_in()
    ann = await place.ring("ann")
    await reached(ann.ringing)
    await place.cut()
    await gives_up.hang_up()
    await place.hall.telephones["ann"].incoming[-1].pick_up()
    place.line.mend()
    assert await end_of(caller) == Ending.CANCELLED
    await reached(ann.answered)
    await patient.answer()
    talk = asyncio.create_task(place.hall.switch.connect(patient, ann))
    await talking(waits, place.hall.telephones["ann"].incoming[-1])
    await waits.hang_up()
    assert await asyncio.wait_for(talk, 5) is patient
    await ann.hang_up()
    await end_of(ann)
    await nothing_is_held(place.hall.switch)


async def test_a_hang_up_while_we_are_away_is_carried_out_later(place: Place) -> None:
    call, caller = await place.call_in()
    await place.cut()
    await caller.hang_up(Ending.BUSY)
    assert not caller.ended.done()
    place.line.mend()
    assert await end_of(caller) == Ending.BUSY
    assert (await call.ended()).code == 486


async def test_a_sound_that_ended_while_we_were_away_has_ended(place: Place) -> None:
    _, caller = await place.call_in()
    await caller.answer()
    playing = asyncio.create_task(caller.play(AsteriskStage(place.hall).sound(1)))
    await asyncio.sleep(0.3)
    await place.cut()
    await asyncio.sleep(1)
    place.line.mend()
    await asyncio.wait_for(playing, RECONNECTED)
    await caller.hang_up()
    await end_of(caller)


async def test_calls_enter_again_after_the_line_was_cut(place: Place) -> None:
    await place.cut()
    place.line.mend()
    await place.ring("ann")
    _, caller = await place.call_in()
    await caller.answer()
    assert await place.hall.switch.held() == Held(2, 0)


async def test_a_crash_of_asterisk_ends_its_calls_and_the_next_ones_go_well(place: Place) -> None:
    place.hall.telephones["ann"].on_ring = Answer(0)
    _, caller = await place.call_in()
    _, unanswered = await place.call_in()
    await caller.answer()
    ann = await place.ring("before")
    await reached(ann.answered)
    talk = asyncio.create_task(place.hall.switch.connect(caller, ann))
    await asyncio.sleep(2)  # Asterisk writes down where ann is within a second
    place.asterisk.process.kill()
    place.asterisk.process.wait()
    with running_asterisk(place.asterisk.config, keep_accounts=True):
        assert await asyncio.wait_for(talk, RECONNECTED) in (caller, ann)
        assert await end_of(caller) == await end_of(ann) == Ending.HUNG_UP
        assert await end_of(unanswered) == Ending.CANCELLED
        await nothing_is_held(place.hall.switch)
        leg = await place.ring("after")
        await reached(leg.answered)
        await leg.hang_up()
        await end_of(leg)
        await nothing_is_held(place.hall.switch)


@asynccontextmanager
async def successor(place: Place, *left: Leg) -> AsyncIterator[tuple[AsteriskSwitch, dict[str, Leg], list[Leg]]]:
    """The exchange dies, and another one starts: it, the legs that it took over, and the calls that entered."""
    await place.hall.switch.stop()
    config = place.asterisk.config
    switch = AsteriskSwitch(config.ari_url, ARI_USER, config.ari_password(), config.app)
    entered: list[Leg] = []
    taken = await switch.start(lambda leg, _: entered.append(leg), [leg.id for leg in left])
    yield switch, taken, entered
    await switch.stop()


async def test_a_dead_exchange_leaves_its_callers_to_the_next_and_the_rest_is_released(place: Place) -> None:
    place.hall.telephones["ann"].on_ring = Answer(0)
    _, caller = await place.call_in()
    await caller.answer()
    ann = await place.ring("left-behind")
    await reached(ann.answered)
    talk = asyncio.create_task(place.hall.switch.connect(caller, ann))
    await asyncio.sleep(0.5)
    _, waiting = await place.call_in()
    assert await place.beside.held() == Held(3, 1)
    async with successor(place) as (switch, taken, entered):
        talk.cancel()
        assert not taken
        assert {leg.id for leg in entered} == {caller.id, waiting.id}
        await asyncio.sleep(3)  # swept by now
        assert await switch.held() == Held(2, 0)
        for leg in entered:
            await leg.hang_up()
        await nothing_is_held(switch, 5)


async def test_a_conversation_goes_on_under_the_next_exchange(place: Place) -> None:
    place.hall.telephones["ann"].on_ring = Answer(0)
    call, caller = await place.call_in()
    await caller.answer()
    ann = await place.ring("goes-on")
    await reached(ann.answered)
    talk = asyncio.create_task(place.hall.switch.connect(caller, ann))
    await talking(call, place.hall.telephones["ann"].incoming[-1])
    async with successor(place, caller, ann) as (switch, taken, entered):
        talk.cancel()
        assert not entered
        assert taken.keys() == {caller.id, ann.id}
        again = asyncio.create_task(switch.connect(taken[caller.id], taken[ann.id]))
        await asyncio.sleep(3)  # what the dead one left is swept by now
        assert await switch.held() == Held(2, 1)
        await call.hang_up()
        assert await asyncio.wait_for(again, 5) is taken[caller.id]
        await taken[ann.id].hang_up()
        assert await end_of(taken[ann.id]) == Ending.HUNG_UP
        await nothing_is_held(switch, 5)


async def test_another_application_of_the_same_asterisk_is_left_in_peace(place: Place) -> None:
    place.hall.telephones["ann"].on_ring = Answer(0)
    _, caller = await place.call_in()
    await caller.answer()
    ann = await place.ring("in-peace")
    await reached(ann.answered)
    talk = asyncio.create_task(place.hall.switch.connect(caller, ann))
    await asyncio.sleep(3)  # both have swept by now
    assert await place.beside.held() == Held(2, 1)
    talk.cancel()


async def test_a_start_without_asterisk_says_so() -> None:
    switch = AsteriskSwitch(f"http://127.0.0.1:{free_port()}/ari", "belplan", "secret")
    with pytest.raises(SwitchAway):
        await switch.start(lambda leg, invitation: None)
