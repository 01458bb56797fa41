"""Whoever is put on hold hears the music of the company of the telephone that holds, else only a soft beep."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from belplan.run.demo.listening import same_audio, spoken_seconds, tone_seconds
from belplan.speech.sounds import write_wav
from belplan.switch.accounts import DeviceAccount
from belplan.switch.asterisk import hold_music
from belplan.switch.asterisk.accounts import change_accounts
from belplan.switch.port import DeviceAddress, Identity
from tests.phones.asterisk import configuration, running_asterisk
from tests.switch.asterisk.halls import talking
from tests.switch.asterisk_stage import Hall, open_hall
from tests.switch.moments import end_of, reached

HOLD_SECONDS = 5.0
ACCOUNTS = {name: DeviceAccount(f"demo.{name}", f"secret of {name}", group=name) for name in ("ann", "bob")}
ON_HOLD = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="belplan-") as made:
        yield Path(made)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(folder: Path) -> AsyncIterator[Hall]:
    with running_asterisk(configuration(folder)) as asterisk:
        async with open_hall(asterisk, folder) as opened:
            change_accounts(asterisk.config.accounts, ACCOUNTS.values())
            yield opened


def music(folder: Path) -> Path:
    """A second of a tune, in which no stretch is like another."""
    pitches = np.random.default_rng(7).uniform(300, 2_500, 8).repeat(1_000)
    file = folder / "1.wav"
    write_wav(file, 0.3 * np.sin(2 * np.pi * np.cumsum(pitches) / 8_000))
    return file


async def put_on_hold(hall: Hall, name: str) -> Path:
    """What the mobile hears when this telephone takes its call, and soon holds it."""
    call = await hall.telephones["mobile"].dial(f"sip:3225805000@{hall.sip}", from_user="32475112233")
    caller, _ = await asyncio.wait_for(hall.entered.get(), 5)
    leg = await hall.switch.ring(f"leg-{name}", DeviceAddress(f"demo.{name}"), Identity("", "32475112233"), 20)
    await reached(leg.ringing)
    here = await hall.telephones[name].rings()
    await here.pick_up()
    await reached(leg.answered)
    await caller.answer()
    talk = asyncio.create_task(hall.switch.connect(caller, leg))
    await talking(call, here)
    await here.hold()
    await asyncio.sleep(HOLD_SECONDS)
    await call.hang_up()
    await asyncio.wait_for(talk, 10)
    await leg.hang_up()
    await end_of(leg)
    assert call.heard
    return call.heard


@pytest.mark.phones
@ON_HOLD
async def test_the_held_hear_the_music_of_the_company(hall: Hall, folder: Path) -> None:
    tunes = folder / "tunes"
    tunes.mkdir()
    file = music(tunes)
    hold_music.set_music(folder / "asterisk/accounts.sqlite3", [("ann", tunes)])
    heard = await put_on_hold(hall, "ann")
    assert same_audio(heard, file).score > 0.8


@pytest.mark.phones
@ON_HOLD
async def test_without_music_they_hear_a_beep_and_nothing_of_the_music_of_others(hall: Hall, folder: Path) -> None:
    heard = await put_on_hold(hall, "bob")
    assert 0.2 <= tone_seconds(heard, hold_music.BEEP_HZ) < 1
    assert spoken_seconds(heard) < HOLD_SECONDS / 2


@pytest.mark.fast
def test_music_of_one_group_comes_and_goes_without_touching_that_of_another(tmp_path: Path) -> None:
    accounts = tmp_path / "asterisk/accounts.sqlite3"
    hold_music.set_music(accounts, [("ann", tmp_path / "a"), ("bob", tmp_path / "b")])
    hold_music.set_music(accounts, [("ann", None), ("bob", tmp_path / "c")])
    with closing(sqlite3.connect(accounts)) as database:
        assert list(database.execute("SELECT name, mode, directory, sort FROM musiconhold")) == [
            ("hold-ann", "files", str(accounts.parent / "beep"), "alpha"),
            ("hold-bob", "files", str(tmp_path / "c"), "alpha"),
        ]
