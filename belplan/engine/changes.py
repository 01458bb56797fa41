"""What changed of a company since its snapshot was written whole: people, telephones, contacts; a file beside it.

One line a change, `snapshots/<company key>.<edition of the snapshot>.changes`. A line counts once its end is there, so
that a change is known whole or not at all; the changes of an older snapshot count no more.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from belplan.engine import snapshot
from belplan.engine.snapshot import CompanySnapshot, DeviceEntry, UserEntry


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """Entries as they are now, in the place of those with their keys, and the keys of those that are gone."""

    users: tuple[UserEntry, ...] = ()
    devices: tuple[DeviceEntry, ...] = ()
    phonebook: dict[str, str] = {}  # number: name
    users_gone: tuple[str, ...] = ()
    devices_gone: tuple[str, ...] = ()
    phonebook_gone: tuple[str, ...] = ()


class Place(msgspec.Struct, frozen=True):
    """Where a change stands: in the file of this edition, from this byte on."""

    edition: str
    start: int


class _Edition(msgspec.Struct):
    edition: str = ""


_decode = msgspec.json.Decoder(Change).decode


def path_of(whole: Path, edition: str) -> Path:
    """The file of changes that belongs to this edition of a snapshot."""
    return whole.with_suffix(f".{edition}.changes")


def edition_of(whole: Path) -> str:
    """The edition in force; empty where there is none that can be added to."""
    try:
        return msgspec.json.decode(whole.read_bytes(), type=_Edition).edition
    except FileNotFoundError:
        return ""


def append(path: Path, change: Change) -> int:
    """Add a change on the disk; where it begins. Raises OSError (a full disk), with the file as it was.

    Only one at a time may write: who does holds the company's lock. What a writer that died left unended is cut off.
    """
    line = msgspec.json.encode(change) + b"\n"
    with path.open("a+b", buffering=0) as file:
        start = _end(file.seek(0, os.SEEK_END), path)
        file.truncate(start)
        try:
            while line:
                line = line[file.write(line) :]
            os.fsync(file.fileno())
        except OSError:
            file.truncate(start)
            raise
    return start


def _end(size: int, path: Path) -> int:
    """Behind the last line that has its end."""
    with path.open("rb") as file:
        file.seek(max(size - 1, 0))
        return size if file.read(1) in (b"\n", b"") else path.read_bytes().rfind(b"\n") + 1


def read_one(path: Path, start: int) -> tuple[Change, int]:
    """The change that begins there, and where it ends. Raises OSError, or msgspec.MsgspecError."""
    with path.open("rb") as file:
        file.seek(start)
        line = file.readline()
    return _decode(line), start + len(line)


def _read_all(path: Path) -> tuple[list[Change], int]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return [], 0
    end = data.rfind(b"\n") + 1
    return [_decode(line) for line in data[:end].splitlines()], end


@dataclass(frozen=True)
class Entries:
    """A company's entries by their keys; each change is made to these very dictionaries."""

    users: dict[str, UserEntry]
    devices: dict[str, DeviceEntry]
    phonebook: dict[str, str]

    def apply(self, change: Change) -> None:
        """Bring them up to date."""
        self.users.update({user.key: user for user in change.users})
        self.devices.update({device.key: device for device in change.devices})
        self.phonebook.update(change.phonebook)
        _drop(self.users, change.users_gone)
        _drop(self.devices, change.devices_gone)
        _drop(self.phonebook, change.phonebook_gone)

    def put_into(self, about: CompanySnapshot) -> CompanySnapshot:
        """The snapshot with these."""
        users, devices = tuple(self.users.values()), tuple(self.devices.values())
        return msgspec.structs.replace(about, users=users, devices=devices, phonebook=self.phonebook)


def current(path: Path) -> tuple[CompanySnapshot, int]:
    """A snapshot with all that changed since it was written, and where in its changes the next one will stand.

    Raises OSError, or msgspec.MsgspecError.
    """
    whole = snapshot.read(path)
    done, end = _read_all(path_of(path, whole.edition))
    entries = Entries({u.key: u for u in whole.users}, {d.key: d for d in whole.devices}, dict(whole.phonebook))
    for change in done:
        entries.apply(change)
    return entries.put_into(whole), end


def _drop(entries: dict[str, Any], gone: Iterable[str]) -> None:
    for key in gone:
        entries.pop(key, None)
