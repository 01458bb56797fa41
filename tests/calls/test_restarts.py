"""Stories of an engine, and of a switch, killed while fifty talk: no talk ends without need, no record is lost."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from belplan.callevents import CallEnded, CallEvent, CallStarted, Outcome
from belplan.records.fold import fold
from belplan.run.demo.telephone import LetRing, TelephoneError
from tests.phones.talkers import CALLER_HZ, DEVICE_HZ, FRESH, TALKS, Office, heard_last, office_at_work

pytestmark = [pytest.mark.phones, pytest.mark.long]

# Twice what is promised, as other work may keep the machine busy.
IN_CONTROL_SECONDS = 10.0  # for an engine that was killed
TOLD_SECONDS = 4.0  # for a caller who calls meanwhile
CLOSED_SECONDS = 20.0  # for the records of calls that died with the switch
TALK_ON_SECONDS = 3.0  # after the engine is back
HEARD_SECONDS = 1.0  # of the other's tone, within these
TAKEN_AGAIN_SECONDS = 30.0  # for calls after the switch was killed


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with office_at_work(tmp_path) as office:
        yield office


async def test_fifty_talks_outlive_their_engine(office: Office) -> None:
    calls = await office.talks()
    killed = time.monotonic()
    office.kill("engine")
    await asyncio.sleep(0.3)  # the switch notices
    meanwhile = await office.dial(FRESH)
    await meanwhile.ringing(TOLD_SECONDS)  # 180, or 183 with the spoken words
    await office.back("engine", IN_CONTROL_SECONDS)
    back = time.monotonic()
    await meanwhile.hang_up()
    await asyncio.sleep(TALK_ON_SECONDS + 1)  # real audio takes real time
    assert (await office.status()).calls >= TALKS
    assert [call.cause for call in calls if call.state != "answered"] == []
    for call in calls:
        await call.hang_up()
    await no_calls(office)
    taken = [call for desk in office.devices for call in desk.calls if "answered" in call.times]
    assert [
        seconds for call in calls if (seconds := heard_last(call, DEVICE_HZ, TALK_ON_SECONDS)) < HEARD_SECONDS
    ] == []
    assert [
        seconds for call in taken if (seconds := heard_last(call, CALLER_HZ, TALK_ON_SECONDS)) < HEARD_SECONDS
    ] == []
    assert len(taken) == TALKS
    records = [fold(facts) for facts in by_call(office).values()]
    assert Counter(record.outcome for record in records) == {Outcome.ANSWERED: TALKS}
    assert all(record.talk_seconds >= back - killed for record in records)
    assert (await office.status()).legs == 0


async def test_calls_that_die_with_the_switch_are_closed_and_new_ones_taken(office: Office) -> None:
    await office.talks()
    office.devices[FRESH].on_ring = LetRing()
    killed = time.monotonic()
    office.kill("asterisk")
    async with asyncio.timeout(CLOSED_SECONDS):
        while len([f for f in office.facts() if isinstance(f, CallEnded)]) < TALKS:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    while not await is_taken(office):
        assert time.monotonic() - killed < TAKEN_AGAIN_SECONDS
    started = [fact for fact in office.facts() if isinstance(fact, CallStarted)]
    assert len(started) == TALKS + 1


async def is_taken(office: Office) -> bool:
    """Whether a new call reaches its telephone, which has found the switch again by its stored registration."""
    call = await office.dial(FRESH)
    try:
        await call.ringing(2)
    except TelephoneError:
        return False
    await call.hang_up()
    return True


async def no_calls(office: Office) -> None:
    async with asyncio.timeout(10):
        while (await office.status()).calls:  # noqa: ASYNC110 (another process has them)
            await asyncio.sleep(0.1)


def by_call(office: Office) -> dict[str, list[CallEvent]]:
    calls: dict[str, list[CallEvent]] = {}
    for fact in office.facts():
        calls.setdefault(fact.call, []).append(fact)
    return calls
