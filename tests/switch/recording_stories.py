"""What every switch does when somebody is recorded: a part of its contract."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from belplan.callevents import Ending
from belplan.switch.behaviour import Caller, KeyPress, Telephone
from tests.switch.moments import AT_ONCE, PATIENT, end_of, in_the_background, keys_of, now, reached
from tests.switch.stage import LONG, Stage


class RecordingStories:
    """Somebody speaks after the beep."""

    async def test_what_is_said_until_the_hash_is_recorded(self, stage: Stage, tmp_path: Path) -> None:
        leg = await stage.ring("ann", Telephone(answers_after=0.5, keys=(KeyPress(4, "#"),)))
        await reached(leg.answered)
        began, said = now(), tmp_path / "said.wav"
        await leg.play(stage.sound(0.5))
        async with asyncio.timeout(10):
            await leg.record(said, LONG)
        assert now() - began == pytest.approx(4, abs=stage.tolerance)
        assert stage.recorded("ann", said) == pytest.approx(3.3, abs=0.7)  # but for the beep, and the key
        assert await keys_of(leg, 1) == "#"
        await leg.play(stage.sound(0.5))
        assert not leg.ended.done()

    async def test_what_was_said_before_the_hang_up_is_kept(self, stage: Stage, tmp_path: Path) -> None:
        caller = await stage.call(Caller(patience=3))
        await caller.answer()
        async with asyncio.timeout(10):
            await caller.record(tmp_path / "said.wav", LONG)
        assert stage.recorded("mobile", tmp_path / "said.wav") == pytest.approx(2.5, abs=0.7)
        assert await end_of(caller) == Ending.HUNG_UP

    async def test_a_recording_ends_when_its_time_is_over(self, stage: Stage, tmp_path: Path) -> None:
        caller = await stage.call(PATIENT)
        await caller.answer()
        async with asyncio.timeout(10):
            await caller.record(tmp_path / "said.wav", 1)
        assert 0.5 < stage.recorded("mobile", tmp_path / "said.wav") <= 3
        assert not caller.ended.done()

    async def test_a_recording_that_is_cancelled_leaves_nothing(self, stage: Stage, tmp_path: Path) -> None:
        leg = await stage.ring("ann", AT_ONCE)
        await reached(leg.answered)
        recording = await in_the_background(leg.record(tmp_path / "said.wav", LONG))
        recording.cancel()
        with pytest.raises(asyncio.CancelledError):
            await recording
        assert not (tmp_path / "said.wav").exists()
        await leg.play(stage.sound(0.5))
        assert not leg.ended.done()
