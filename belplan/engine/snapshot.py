"""What the engine knows of a company: an immutable file in the data folder, written by publishing.

One file a company, `snapshots/<company key>.json`, replaced as a whole (write beside it, then rename), so that the
engine reads a complete old or a complete new one; what changed of people and telephones since then stands beside it
(belplan.engine.changes). No query ever stands between a caller and the next step.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec


class UserEntry(msgspec.Struct, frozen=True):
    """A person who can call and be called. `devices` are keys; all of them ring."""

    key: str
    name: str
    extension: str
    devices: tuple[str, ...]
    outgoing_number: str  # one of the company's, or empty
    anonymous: bool = False
    language: str = "nl"
    email: str = ""
    may_hotdesk: bool = False
    pin: str = ""  # hashed (engine.pins), or empty
    administers: bool = False  # may switch the diversions of every plan


class DeviceEntry(msgspec.Struct, frozen=True):
    """A telephone: its SIP account name is unique on the platform."""

    key: str
    name: str
    account: str
    user: str = ""  # the user's key; a device without a user may only call emergency numbers
    hotdesking: bool = False  # colleagues may sign in here


class TrunkEntry(msgspec.Struct, frozen=True):
    """A line to the outside, by its SIP account name."""

    key: str
    account: str


class PlanEntry(msgspec.Struct, frozen=True):
    """A published plan: its text form as plain data, with version and library."""

    key: str
    version: int
    tree: dict[str, Any]
    hours: dict[str, Any]
    sounds: dict[str, tuple[str, float]]  # path relative to the data folder, seconds
    menus: dict[str, Any] = {}
    callers: dict[str, Any] = {}


class Limits(msgspec.Struct, frozen=True):
    """What the company may spend on calls to the outside. Emergency numbers pass all of these."""

    calls_at_once: int = 4
    minutes_a_day: int = 600
    countries: tuple[str, ...] = ("BE", "NL", "FR", "DE", "LU")  # ISO 3166


class CompanySnapshot(msgspec.Struct, frozen=True):
    """One company, whole."""

    key: str
    name: str
    timezone: str
    country: str
    language: str
    users: tuple[UserEntry, ...] = ()
    devices: tuple[DeviceEntry, ...] = ()
    trunks: tuple[TrunkEntry, ...] = ()
    plans: tuple[PlanEntry, ...] = ()
    numbers: dict[str, str] = {}  # each external number of the company: the plan's key, or "" while unlinked
    phonebook: dict[str, str] = {}  # number: name
    limits: Limits = Limits()
    hotdesk_without_pin: bool = False
    demo: bool = False  # only a demo company's clock may be set
    edition: str = ""  # of this file: what changed since it was written names it


def read(path: Path) -> CompanySnapshot:
    """Raises OSError, or msgspec.DecodeError for a file that is not one of ours."""
    return msgspec.json.decode(path.read_bytes(), type=CompanySnapshot)


def write(folder: Path, snapshot: CompanySnapshot) -> None:
    """Replace a company's file as a whole. Raises OSError (a full disk), leaving the old one in force."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{snapshot.key}.json"
    beside = path.with_suffix(".new")
    try:
        with beside.open("wb") as file:
            file.write(msgspec.json.encode(snapshot))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
