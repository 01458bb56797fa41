"""Which telephones are registered, and where: read from the file in which Asterisk's registrar keeps its contacts.

ARI tells it only of accounts that were there when Asterisk started, and tells no User-Agent. The file is never opened
as a database: a reader's lock would make Asterisk lose what it writes at that moment. It is copied whole instead, in a
moment at which nobody writes (Asterisk does so at most once a second), and the copy is read.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import msgspec

from belplan.switch.port import SwitchAway, Whereabouts

QUIET_SECONDS = 0.05  # since the last write: it is over, and clocks of files go by 4 ms
TRIES = 20
# With the address that the telephone was really heard from: sip:name@host:port;...
_HOST = re.compile(r"sips?:(?:[^@]*@)?(?:\[([^\]]+)\]|([^:;>]+))")


class _Contact(msgspec.Struct, frozen=True):
    endpoint: str
    uri: str
    expiration_time: str  # seconds since the epoch
    user_agent: str = ""


class Registrations:
    """The contacts of one Asterisk."""

    def __init__(self, database: Path, clock: Callable[[], float] = time.time) -> None:
        self._database, self._clock = database, clock
        self._written = 0  # the copy's time of writing, in ns
        self._contacts: list[_Contact] = []

    async def read(self) -> Mapping[str, Whereabouts]:
        """Those that are valid now, by account. Raises SwitchAway."""
        try:
            for _ in range(TRIES):
                if await asyncio.to_thread(self._take):
                    return dict(self._valid())
                await asyncio.sleep(QUIET_SECONDS)
        except (OSError, sqlite3.Error, msgspec.MsgspecError) as problem:
            raise SwitchAway(f"Asterisk's registrations cannot be read ({type(problem).__name__}).") from problem
        raise SwitchAway("Asterisk's registrations cannot be read: it writes all the time.")

    def _take(self) -> bool:
        """Be up to date, if nobody writes just now."""
        written = self._database.stat().st_mtime_ns
        if written == self._written:
            return True
        if abs(time.time_ns() - written) < QUIET_SECONDS * 1e9:
            return False
        copy = self._database.read_bytes()
        if self._database.stat().st_mtime_ns != written:
            return False
        self._contacts, self._written = _contacts_in(copy), written
        return True

    def _valid(self) -> Iterator[tuple[str, Whereabouts]]:
        now = self._clock()
        for contact in self._contacts:
            found = _HOST.match(contact.uri)
            if found and float(contact.expiration_time or 0) > now:
                yield contact.endpoint, Whereabouts(found[1] or found[2], contact.user_agent)


def _contacts_in(copy: bytes) -> list[_Contact]:
    decode = msgspec.json.Decoder(_Contact).decode
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(copy)
        rows = database.execute("SELECT value FROM astdb WHERE key LIKE '/registrar/contact/%'")
        return [decode(value) for (value,) in rows]
