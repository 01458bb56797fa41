"""An announcement is recorded at a real telephone: it rings at once, says what to do, and what is said is the sound."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from belplan.engine.recording import PROMPT, RecordingOrder, Recordings, Stage, file_of
from belplan.engine.sounds import Sounds
from belplan.run.demo.listening import contains_tone, same_audio, tone_seconds
from belplan.run.demo.telephone import Answer
from belplan.run.demo.telephone_call import Call
from belplan.speech.recordings import sound_of
from belplan.switch.port import Held
from tests.phones.exchange import TONES, Building, RealExchange, rung_at

pytestmark = [pytest.mark.phones, pytest.mark.asyncio(loop_scope="package")]

NAME = "0123456789abcdef0123456789abcdef"
HEARD = 0.6  # of a sentence; others stay below 0.4


@asynccontextmanager
async def rung(exchange: RealExchange, device: str) -> AsyncIterator[tuple[Call, Recordings]]:
    """The call at a telephone that is to be recorded at; afterwards the switch must hold nothing of it."""
    exchange.plan({"hang_up": {}})
    exchange.people(**{device: Answer(0.5)})
    building = exchange.building
    recordings = Recordings(building.switch, Sounds(building.folder).prompt, building.folder)
    asked = time.monotonic()
    recordings.begin(exchange.engine.companies.by_key["demo"], RecordingOrder(NAME, "admin.demo", device, "Opname"))
    call = await exchange.rings(device)
    assert rung_at(call) - asked < 1
    yield call, recordings
    await call.ended()
    assert await building.switch.held() == Held(legs=0, connections=0)
    assert exchange.events == [], "a record would show a call that nobody made"


async def ended(recordings: Recordings) -> Stage:
    """How a recording ended."""
    async with asyncio.timeout(10):
        while (found := recordings.of("demo", NAME)) is None or not found.stage.ended:  # noqa: ASYNC110 (a real clock)
            await asyncio.sleep(0.02)
    return found.stage


def beep_is_over(building: Building) -> float:
    """Seconds from the answer until what is said is surely recorded."""
    return Sounds(building.folder).prompt("nl", PROMPT).seconds + 1.0


@pytest.mark.parametrize("device", ["ann", "cas"], ids=["in the clear", "over TLS"])
async def test_what_is_said_until_the_hash_becomes_the_sound(
    exchange: RealExchange, tmp_path: Path, device: str
) -> None:
    async with rung(exchange, device) as (call, recordings):
        await call.answered()
        await asyncio.sleep(beep_is_over(exchange.building) + 2)
        await call.send_digits("#")
        assert await ended(recordings) == Stage.DONE
    display = exchange.telephones[device].display
    assert display
    assert display.shown.name == "Opname"
    assert call.heard
    assert same_audio(call.heard, exchange.building.prompt(PROMPT)).score > HEARD
    sound = sound_of(file_of(exchange.building.folder, NAME), tmp_path / "sound.wav")
    assert 1.5 < sound.seconds < 4
    assert tone_seconds(sound.path, TONES[device]) > sound.seconds - 0.6


async def test_who_hangs_up_instead_has_recorded_too(exchange: RealExchange) -> None:
    async with rung(exchange, "ann") as (call, recordings):
        await call.answered()
        await asyncio.sleep(beep_is_over(exchange.building) + 1.5)
        await call.hang_up()
        assert await ended(recordings) == Stage.DONE
    assert contains_tone(file_of(exchange.building.folder, NAME), TONES["ann"])


async def test_who_hangs_up_before_the_beep_has_not(exchange: RealExchange) -> None:
    async with rung(exchange, "ann") as (call, recordings):
        await call.answered()
        await call.hang_up()
        assert await ended(recordings) == Stage.HUNG_UP
    assert not file_of(exchange.building.folder, NAME).exists()
