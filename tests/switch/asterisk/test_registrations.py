"""Registrations are read from a copy of Asterisk's file, in a moment at which nobody writes, and never lock it."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from belplan.switch.asterisk.registrations import Registrations
from belplan.switch.port import SwitchAway, Whereabouts

pytestmark = [pytest.mark.fast, pytest.mark.asyncio(loop_factories=["real"])]

NOW = 1795510800.0


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "astdb.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE astdb(key VARCHAR(256), value VARCHAR(256), PRIMARY KEY(key))")
        file.execute("INSERT INTO astdb VALUES ('/StasisDeviceState/demo-202', 'INUSE')")
        file.commit()
    rest(path)
    return path


def rest(path: Path, seconds: float = 1.0) -> None:
    """The last write was so long ago."""
    moment = time.time() - seconds
    os.utime(path, (moment, moment))


def registered(path: Path, account: str, uri: str, expires: float) -> None:
    contact = {
        "endpoint": account,
        "uri": uri,
        "expiration_time": f"{expires:.0f}",
        "user_agent": "Phone 1.0",
        "path": "",
    }
    with closing(sqlite3.connect(path)) as file:
        row = (f"/registrar/contact/{account};@{hash(uri)}", json.dumps(contact))
        file.execute("INSERT INTO astdb VALUES (?, ?)", row)
        file.commit()
    rest(path)


async def test_each_is_told_with_the_address_that_it_was_heard_from(database: Path) -> None:
    registered(database, "ann.demo", "sip:ann.demo@192.0.2.7:5062;x-ast-orig-host=10.0.0.5:5062", NOW + 60)
    registered(database, "bart.demo", "sips:[2001:db8::7]:5061", NOW + 60)
    registered(database, "cas.demo", "sip:cas.demo@192.0.2.9", NOW - 1)
    there = await Registrations(database, lambda: NOW).read()
    assert there == {
        "ann.demo": Whereabouts("192.0.2.7", "Phone 1.0"),
        "bart.demo": Whereabouts("2001:db8::7", "Phone 1.0"),
    }


async def test_a_later_registration_is_seen(database: Path) -> None:
    registrations = Registrations(database, lambda: NOW)
    assert await registrations.read() == {}
    registered(database, "ann.demo", "sip:ann.demo@192.0.2.7", NOW + 60)
    rest(database, 0.5)
    assert (await registrations.read()).keys() == {"ann.demo"}


async def test_it_waits_until_a_write_is_surely_over(database: Path) -> None:
    registered(database, "ann.demo", "sip:ann.demo@192.0.2.7", NOW + 60)
    rest(database, 0.0)
    began = time.monotonic()
    assert (await Registrations(database, lambda: NOW).read()).keys() == {"ann.demo"}
    assert time.monotonic() - began >= 0.04


async def test_somebody_who_writes_meanwhile_is_not_held_up(database: Path) -> None:
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as asterisk:
        asterisk.execute("BEGIN EXCLUSIVE")
        assert await Registrations(database, lambda: NOW).read() == {}
        asterisk.execute("COMMIT")


@pytest.mark.parametrize("content", [None, b"no database at all" * 100])
async def test_a_file_that_cannot_be_read_is_a_switch_that_is_away(database: Path, content: bytes | None) -> None:
    database.unlink() if content is None else database.write_bytes(content)
    if content is not None:
        rest(database)
    with pytest.raises(SwitchAway):
        await Registrations(database, lambda: NOW).read()
