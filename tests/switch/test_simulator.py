"""What only the simulator has: a timeline of who heard what, set-up delays, and people who do as they are told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from belplan.callevents import Ending
from belplan.switch.behaviour import NOBODY, Caller, KeyPress, Telephone
from belplan.switch.port import DeviceAddress, Held, Identity, Invitation, Leg, LegGone, Sound, SwitchAway, TrunkAddress
from belplan.switch.simulator import Simulator

pytestmark = pytest.mark.fast

ANN = DeviceAddress("ann")
INVITATION = Invitation("trunk", "carrier", "3225805000", Identity("", "32475112233"))
WELCOME = Sound(Path("/sounds/welcome.wav"), 4.0)


async def at_work(simulator: Simulator) -> Simulator:
    await simulator.start(lambda leg, invitation: None)
    return simulator


async def test_the_timeline_tells_who_heard_what_and_when() -> None:
    simulator = await at_work(Simulator({ANN: Telephone(answers_after=3, talks=10)}))
    caller = simulator.call(INVITATION, Caller(patience=20))
    await caller.answer()
    await caller.play(WELCOME)
    await caller.indicate_ringing()
    ann = await simulator.ring("ann", ANN, Identity("Sales: Jan", "32475112233"), 20)
    await ann.answered
    assert await simulator.connect(caller, ann) is ann
    await caller.hang_up()
    assert [(moment.at, moment.leg, moment.what, moment.detail) for moment in simulator.timeline] == [
        (0, "caller-1", "answered", ""),
        (0, "caller-1", "sound", "/sounds/welcome.wav"),
        (4, "caller-1", "silence", ""),
        (4, "caller-1", "ringing", ""),
        (4, "ann", "ringing", "Sales: Jan 32475112233"),
        (7, "ann", "answered", ""),
        (7, "caller-1", "talk", "ann"),
        (7, "ann", "talk", "caller-1"),
        (17, "ann", "ended", "hung_up"),
        (17, "caller-1", "silence", ""),
        (17, "caller-1", "ended", "hung_up"),
    ]


async def test_a_key_that_is_pressed_before_anything_can_be_heard_goes_nowhere() -> None:
    simulator = await at_work(Simulator({}))
    caller = simulator.call(INVITATION, Caller(keys=(KeyPress(1, "1"), KeyPress(3, "2"))))
    await caller.indicate_ringing()
    await asyncio.sleep(2)
    await caller.answer()
    await asyncio.sleep(2)
    assert caller.keys.get_nowait() == "2"
    assert caller.keys.empty()


async def test_each_call_is_given_to_the_exchange_with_its_invitation() -> None:
    entered: list[tuple[Leg, Invitation]] = []
    simulator = Simulator({})
    await simulator.start(lambda leg, invitation: entered.append((leg, invitation)))
    legs = [simulator.call(INVITATION, Caller()) for _ in range(2)]
    assert entered == [(legs[0], INVITATION), (legs[1], INVITATION)]
    assert legs[0].id != legs[1].id


async def test_set_up_takes_its_time_before_it_rings() -> None:
    loop = asyncio.get_running_loop()
    simulator = await at_work(Simulator({ANN: Telephone(answers_after=3)}, setup_seconds=0.2))
    leg = await simulator.ring("ann", ANN, INVITATION.caller, 20)
    await leg.ringing
    assert loop.time() == pytest.approx(0.2)
    await leg.answered
    assert loop.time() == pytest.approx(3.2)


async def test_who_would_answer_as_the_ring_seconds_run_out_is_too_late() -> None:
    simulator = await at_work(Simulator({ANN: Telephone(answers_after=20)}))
    leg = await simulator.ring("ann", ANN, INVITATION.caller, 20)
    assert await leg.ended == Ending.NO_ANSWER


async def test_a_number_over_the_trunk_behaves_as_told() -> None:
    mobile = TrunkAddress("carrier", "32475000000")
    simulator = await at_work(Simulator({mobile: Telephone(answers_after=1)}))
    leg = await simulator.ring("mobile", mobile, INVITATION.caller, 20)
    await leg.answered
    other = await simulator.ring("other", TrunkAddress("carrier", "32475000001"), INVITATION.caller, 20)
    assert await other.ended == Ending.NO_ANSWER


async def test_patience_ends_with_the_talk_that_it_was_for() -> None:
    simulator = await at_work(Simulator({ANN: Telephone(answers_after=3, talks=60)}))
    caller = simulator.call(INVITATION, Caller(patience=20))
    await caller.answer()
    ann = await simulator.ring("ann", ANN, INVITATION.caller, 20)
    await ann.answered
    assert await simulator.connect(caller, ann) is ann
    assert asyncio.get_running_loop().time() == 63
    assert not caller.ended.done()


async def test_a_talk_that_was_broken_off_does_not_end_later() -> None:
    simulator = await at_work(Simulator({ANN: Telephone(answers_after=3, talks=10)}))
    caller = simulator.call(INVITATION, Caller())
    await caller.answer()
    ann = await simulator.ring("ann", ANN, INVITATION.caller, 20)
    await ann.answered
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(simulator.connect(caller, ann), 5)
    await asyncio.sleep(20)
    assert not ann.ended.done()


async def test_a_leg_that_is_gone_hears_nothing_more() -> None:
    simulator = await at_work(Simulator({}))
    caller = simulator.call(INVITATION, Caller())
    await caller.hang_up()
    for request in (caller.answer(), caller.indicate_ringing(), caller.play(WELCOME)):
        with pytest.raises(LegGone):
            await request
    assert [moment.what for moment in simulator.timeline] == ["ended"]


async def test_a_leg_that_nobody_ends_is_still_held() -> None:
    simulator = await at_work(Simulator({ANN: NOBODY}))
    simulator.call(INVITATION, Caller())
    assert await simulator.held() == Held(legs=1, connections=0)


async def test_a_simulator_that_is_not_at_work_is_away() -> None:
    simulator = Simulator({})
    with pytest.raises(SwitchAway):
        simulator.call(INVITATION, Caller())
    await at_work(simulator)
    await simulator.stop()
    with pytest.raises(SwitchAway):
        await simulator.ring("ann", ANN, INVITATION.caller, 20)
    with pytest.raises(SwitchAway):
        await simulator.held()
