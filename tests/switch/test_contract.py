"""The contract of the switch port, told as stories of calls: each is played on both switches."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from belplan.callevents import Ending
from belplan.switch.behaviour import BUSY, NOBODY, UNREGISTERED, Caller, KeyPress, Telephone
from belplan.switch.port import Held, Identity, Lamp, LampState, Leg, LegGone
from tests.phones.asterisk import configuration, running_asterisk
from tests.switch.asterisk_stage import AsteriskStage, Hall, open_hall
from tests.switch.moments import AT_ONCE, PATIENT, end_of, in_the_background, keys_of, now, reached
from tests.switch.recording_stories import RecordingStories
from tests.switch.simulator_stage import SimulatorStage
from tests.switch.stage import LONG, Stage


class SwitchContract(RecordingStories):
    """The stories. After each one, all who still are in a call hang up, and the switch must hold nothing."""

    async def talk(self, stage: Stage, caller: Caller, telephone: Telephone) -> tuple[Leg, Leg]:
        """A caller and an answered telephone."""
        incoming = await stage.call(caller)
        await incoming.answer()
        outgoing = await stage.ring("ann", telephone)
        await reached(outgoing.answered)
        return incoming, outgoing

    # Ringing

    async def test_a_telephone_rings_and_answers(self, stage: Stage) -> None:
        began = now()
        leg = await stage.ring("ann", Telephone(answers_after=2))
        await reached(leg.ringing)
        assert not leg.answered.done()
        await reached(leg.answered)
        assert now() - began == pytest.approx(2, abs=stage.tolerance)
        assert not leg.ended.done()

    async def test_the_display_shows_who_the_exchange_says(self, stage: Stage) -> None:
        leg = await stage.ring("ann", NOBODY, caller=Identity("Sales: Jan", "32475112233"))
        await reached(leg.ringing)
        assert await stage.display("ann") == Identity("Sales: Jan", "32475112233")

    async def test_a_number_over_the_trunk_rings_and_answers(self, stage: Stage) -> None:
        leg = await stage.ring("mobile", AT_ONCE)
        await reached(leg.ringing)
        await reached(leg.answered)

    async def test_when_one_answers_the_other_is_told_so(self, stage: Stage) -> None:
        ann, bob = await stage.ring("ann", AT_ONCE), await stage.ring("bob", NOBODY)
        await reached(bob.ringing)
        await reached(ann.answered)
        await bob.hang_up(Ending.ELSEWHERE)
        assert await end_of(bob) == Ending.ELSEWHERE
        assert await stage.switch.held() == Held(legs=1, connections=0)

    async def test_the_caller_gives_up_while_two_telephones_ring(self, stage: Stage) -> None:
        caller = await stage.call(Caller(patience=2))
        ann, bob = await stage.ring("ann", NOBODY), await stage.ring("bob", NOBODY)
        await reached(ann.ringing)
        await reached(bob.ringing)
        assert await end_of(caller) == Ending.CANCELLED
        for leg in (ann, bob):
            await leg.hang_up(Ending.CANCELLED)
            assert await end_of(leg) == Ending.CANCELLED
        assert await stage.switch.held() == Held(legs=0, connections=0)

    async def test_a_busy_telephone(self, stage: Stage) -> None:
        leg = await stage.ring("ann", BUSY)
        assert await end_of(leg) == Ending.BUSY
        assert not leg.ringing.done()
        assert not leg.answered.done()

    async def test_a_refused_call_has_rung(self, stage: Stage) -> None:
        leg = await stage.ring("ann", Telephone(refuses=Ending.REFUSED, refuses_after=1))
        await reached(leg.ringing)
        assert await end_of(leg) == Ending.REFUSED

    async def test_a_telephone_that_is_not_registered(self, stage: Stage) -> None:
        leg = await stage.ring("bob", UNREGISTERED)
        assert await end_of(leg) == Ending.UNREACHABLE
        assert not leg.ringing.done()

    async def test_it_rings_as_long_as_asked_for(self, stage: Stage) -> None:
        began = now()
        leg = await stage.ring("ann", NOBODY, seconds=2)
        assert await end_of(leg) == Ending.NO_ANSWER
        assert now() - began == pytest.approx(2, abs=stage.tolerance)

    async def test_an_answer_ends_the_ring_seconds(self, stage: Stage) -> None:
        leg = await stage.ring("ann", AT_ONCE, seconds=1.5)
        await reached(leg.answered)
        await asyncio.sleep(2)
        assert not leg.ended.done()

    async def test_ringing_again_by_the_same_id_rings_once(self, stage: Stage) -> None:
        first = await stage.ring("ann", NOBODY)
        second = await stage.ring("ann", NOBODY)
        await reached(second.ringing)
        assert await stage.switch.held() == Held(legs=1, connections=0)
        await first.hang_up(Ending.CANCELLED)
        assert await end_of(second) == Ending.CANCELLED

    async def test_a_telephone_that_was_given_up_does_not_answer(self, stage: Stage) -> None:
        leg = await stage.ring("ann", Telephone(answers_after=1))
        await reached(leg.ringing)
        await leg.hang_up(Ending.CANCELLED)
        await asyncio.sleep(1.5)
        assert not leg.answered.done()
        assert leg.ended.result() == Ending.CANCELLED

    async def test_a_telephone_given_up_at_any_moment_leaves_nothing(self, stage: Stage) -> None:
        for number in range(20):
            leg = await stage.ring("ann", NOBODY, again=number)
            await asyncio.sleep(number * 0.003)
            await leg.hang_up(Ending.CANCELLED)
            assert await end_of(leg) == Ending.CANCELLED
        assert await stage.switch.held() == Held(legs=0, connections=0)

    # The caller's leg

    async def test_answering_twice_is_no_trouble(self, stage: Stage) -> None:
        caller = await stage.call(PATIENT)
        await caller.answer()
        await caller.answer()
        assert caller.answered.done()
        assert not caller.ended.done()

    async def test_a_caller_who_has_heard_a_sound_is_answered(self, stage: Stage) -> None:
        caller = await stage.call(PATIENT)
        await caller.indicate_ringing()
        await caller.play(stage.sound(0.5))
        assert not caller.answered.done()
        await caller.answer()
        await caller.play(stage.sound(0.5))
        assert not caller.ended.done()

    async def test_the_caller_hears_ringing(self, stage: Stage) -> None:
        caller = await stage.call(PATIENT)
        await caller.indicate_ringing()
        await stage.caller_hears_ringing()
        assert not caller.answered.done()

    async def test_the_caller_hangs_up_after_the_answer(self, stage: Stage) -> None:
        caller = await stage.call(Caller(patience=2))
        await caller.answer()
        await reached(caller.answered)
        assert await end_of(caller) == Ending.HUNG_UP

    async def test_hanging_up_twice_is_no_trouble(self, stage: Stage) -> None:
        caller = await stage.call(PATIENT)
        await caller.answer()
        await caller.hang_up()
        await caller.hang_up(Ending.BUSY)
        assert await end_of(caller) == Ending.HUNG_UP
        await caller.hang_up(Ending.BUSY)
        assert caller.ended.result() == Ending.HUNG_UP
        assert await stage.switch.held() == Held(legs=0, connections=0)

    async def test_a_caller_can_be_told_busy(self, stage: Stage) -> None:
        caller = await stage.call(PATIENT)
        await caller.hang_up(Ending.BUSY)
        assert await end_of(caller) == Ending.BUSY

    async def test_every_request_on_a_leg_that_is_gone_says_so(self, stage: Stage) -> None:
        caller, ann = await stage.call(PATIENT), await stage.ring("ann", AT_ONCE)
        await reached(ann.answered)
        await caller.hang_up()
        await end_of(caller)
        requests = [caller.answer(), caller.indicate_ringing(), caller.play(stage.sound(1))]
        requests += [caller.record(Path("/nowhere.wav"), 1)]
        requests += [self.connected(stage, caller, ann), self.connected(stage, ann, caller)]
        for request in requests:
            with pytest.raises(LegGone):
                await request
        assert await stage.switch.held() == Held(legs=1, connections=0)

    async def connected(self, stage: Stage, first: Leg, second: Leg) -> None:
        await stage.switch.connect(first, second)

    # Sounds

    async def test_a_sound_plays_to_its_end(self, stage: Stage) -> None:
        caller = await stage.call(PATIENT)
        await caller.answer()
        began = now()
        await caller.play(stage.sound(1.5))
        assert now() - began == pytest.approx(1.5, abs=stage.tolerance)

    async def test_a_sound_is_heard_before_the_answer(self, stage: Stage) -> None:
        caller = await stage.call(PATIENT)
        playing = await in_the_background(caller.play(stage.sound(2)))
        await stage.caller_hears_sound()
        await playing
        assert not caller.answered.done()

    async def test_a_cancelled_sound_has_stopped(self, stage: Stage) -> None:
        caller = await stage.call(PATIENT)
        await caller.answer()
        playing = await in_the_background(caller.play(stage.sound(LONG)))
        began = now()
        playing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await playing
        await caller.play(stage.sound(1))  # would otherwise have to wait for its turn
        assert now() - began == pytest.approx(1, abs=stage.tolerance)

    async def test_the_caller_hangs_up_during_a_sound(self, stage: Stage) -> None:
        caller = await stage.call(Caller(patience=2))
        await caller.answer()
        async with asyncio.timeout(10):
            with pytest.raises(LegGone):
                await caller.play(stage.sound(LONG))
        assert await end_of(caller) == Ending.HUNG_UP

    async def test_we_hang_up_during_a_sound(self, stage: Stage) -> None:
        caller = await stage.call(PATIENT)
        playing = await in_the_background(caller.play(stage.sound(LONG)))
        await caller.hang_up()
        async with asyncio.timeout(10):
            with pytest.raises(LegGone):
                await playing

    # Keys

    async def test_the_keys_of_a_caller_come_in_order(self, stage: Stage) -> None:
        keys = tuple(KeyPress(1 + number * 0.4, key) for number, key in enumerate("1*0#"))
        caller = await stage.call(Caller(keys=keys))
        await caller.answer()
        assert await keys_of(caller, 4) == "1*0#"
        assert caller.keys.empty()

    async def test_the_keys_of_a_telephone_come_on_its_own_leg(self, stage: Stage) -> None:
        pressing = Telephone(answers_after=0.5, keys=(KeyPress(1, "1"), KeyPress(1.5, "2")))
        caller, ann = await self.talk(stage, PATIENT, pressing)
        assert await keys_of(ann, 2) == "12"
        assert caller.keys.empty()

    async def test_a_key_is_heard_during_a_sound(self, stage: Stage) -> None:
        caller = await stage.call(Caller(keys=(KeyPress(1.5, "5"),)))
        await caller.answer()
        playing = asyncio.create_task(caller.play(stage.sound(LONG)))
        assert await keys_of(caller, 1) == "5"
        assert not playing.done()
        playing.cancel()

    # Talk

    async def test_the_two_hear_each_other(self, stage: Stage) -> None:
        caller, ann = await self.talk(stage, PATIENT, AT_ONCE)
        talk = await in_the_background(stage.switch.connect(caller, ann), 1.5)
        await caller.hang_up()
        await talk
        await ann.hang_up()
        await stage.caller_and_telephone_heard_each_other("ann")

    async def test_the_telephone_hangs_up_first(self, stage: Stage) -> None:
        caller, ann = await self.talk(stage, PATIENT, Telephone(answers_after=0.5, talks=2))
        async with asyncio.timeout(10):
            assert await stage.switch.connect(caller, ann) is ann
        assert await end_of(ann) == Ending.HUNG_UP
        assert not caller.ended.done()
        assert await stage.switch.held() == Held(legs=1, connections=0)

    async def test_the_caller_hangs_up_first(self, stage: Stage) -> None:
        caller, ann = await self.talk(stage, Caller(talks=3), AT_ONCE)
        async with asyncio.timeout(10):
            assert await stage.switch.connect(caller, ann) is caller
        assert await end_of(caller) == Ending.HUNG_UP
        assert not ann.ended.done()
        await ann.hang_up()
        assert await end_of(ann) == Ending.HUNG_UP

    async def test_who_was_left_talks_with_another(self, stage: Stage) -> None:
        caller, ann = await self.talk(stage, PATIENT, Telephone(answers_after=0.5, talks=1))
        async with asyncio.timeout(10):
            await stage.switch.connect(caller, ann)
        bob = await stage.ring("bob", Telephone(answers_after=0.5, talks=1))
        await reached(bob.answered)
        async with asyncio.timeout(10):
            assert await stage.switch.connect(caller, bob) is bob
        assert not caller.ended.done()

    async def test_a_key_is_heard_during_the_talk(self, stage: Stage) -> None:
        caller, ann = await self.talk(stage, Caller(keys=(KeyPress(2.5, "7"),)), AT_ONCE)
        talk = await in_the_background(stage.switch.connect(caller, ann), 0.2)
        assert await keys_of(caller, 1) == "7"
        assert ann.keys.empty()
        talk.cancel()

    async def test_we_end_the_talk(self, stage: Stage) -> None:
        caller, ann = await self.talk(stage, PATIENT, AT_ONCE)
        talk = await in_the_background(stage.switch.connect(caller, ann))
        assert await stage.switch.held() == Held(legs=2, connections=1)
        await ann.hang_up()
        async with asyncio.timeout(10):
            assert await talk is ann
        assert not caller.ended.done()

    async def test_a_cancelled_connection_leaves_both_in_peace(self, stage: Stage) -> None:
        caller, ann = await self.talk(stage, PATIENT, AT_ONCE)
        talk = await in_the_background(stage.switch.connect(caller, ann))
        talk.cancel()
        with pytest.raises(asyncio.CancelledError):
            await talk
        assert await stage.switch.held() == Held(legs=2, connections=0)
        await caller.play(stage.sound(0.5))
        assert not ann.ended.done()

    # Lamps, and who is there

    async def test_a_lamp_is_kept_as_it_was_set_last(self, stage: Stage) -> None:
        code, extension = Lamp("demo", "*21*800*1"), Lamp("demo-2", "202")
        for state in LampState:
            await stage.switch.set_lamp(extension, state)
            assert (await stage.switch.lamps())[extension] == state
        await stage.switch.set_lamp(code, LampState.SHUT)
        assert (await stage.switch.lamps())[code] == LampState.SHUT
        assert Lamp("demo", "202") not in await stage.switch.lamps()

    async def test_who_is_registered_and_where(self, stage: Stage) -> None:
        ann, bob = await stage.account("ann", NOBODY), await stage.account("bob", UNREGISTERED)
        there = await stage.switch.registrations()
        assert there[ann].address == "127.0.0.1"
        assert there[ann].agent
        assert bob not in there


@pytest.mark.fast
class TestSimulator(SwitchContract):
    """The stories on the simulator, on virtual time."""

    @pytest.fixture
    async def stage(self) -> AsyncIterator[SimulatorStage]:
        stage = SimulatorStage()
        await stage.switch.start(lambda leg, invitation: None)
        yield stage
        await stage.clear()


@pytest_asyncio.fixture(scope="class", loop_scope="class")
async def hall() -> AsyncIterator[Hall]:
    # Asterisk's control socket needs a shorter path than pytest's own folders have.
    with tempfile.TemporaryDirectory(prefix="belplan-") as folder:
        data = Path(folder)
        with running_asterisk(configuration(data)) as asterisk:
            async with open_hall(asterisk, data) as hall:
                yield hall


@pytest.mark.phones
@pytest.mark.asyncio(loop_scope="class")
class TestAsterisk(SwitchContract):
    """The stories on a real Asterisk with real telephones."""

    @pytest_asyncio.fixture(loop_scope="class")
    async def stage(self, hall: Hall) -> AsyncIterator[AsteriskStage]:
        stage = AsteriskStage(hall)
        yield stage
        await stage.clear()
