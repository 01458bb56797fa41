"""What whoever is put on hold hears: the music of the group of the telephone that holds, else an occasional soft beep.

Each group is a music class of its own, read from the accounts database at each hold, so that other music counts from
the next hold on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import numpy as np

from belplan.switch.accounts import AccountsNotWritten

TABLE = "musiconhold"
COLUMNS = ("name", "mode", "directory", "sort", "format")  # as res_musiconhold names them
BEEP_HZ, BEEP_SECONDS, BEEP_LEVEL = 440.0, 0.3, 0.03  # level: of full scale
# The first beep waits: right at the change to hold, telephones swallow what comes.
BEFORE_SECONDS, AFTER_SECONDS = 1.0, 8.7
RATE = 8_000
_CLASS = "hold-"


def class_of(group: str) -> str:
    """The music class of a group of telephones."""
    return f"{_CLASS}{group}"


def make_table(database: sqlite3.Connection) -> None:
    """Have the table, empty where it is new."""
    columns = ", ".join(f'"{column}" TEXT' for column in COLUMNS)
    database.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} ({columns}, PRIMARY KEY (name)) WITHOUT ROWID")


def set_music(accounts: Path, folders: Iterable[tuple[str, Path | None]]) -> None:
    """Let groups have the music of these folders (WAV files, played by name, over and over); None: no longer any.

    Raises AccountsNotWritten, with nothing changed.
    """
    try:
        accounts.parent.mkdir(parents=True, exist_ok=True)
        accounts.touch(mode=0o600)  # it holds secrets too
        with closing(sqlite3.connect(accounts, timeout=10)) as database, database:
            make_table(database)
            for group, folder in folders:
                database.execute(f"DELETE FROM {TABLE} WHERE name = ?", [class_of(group)])  # noqa: S608
                _insert(database, class_of(group), folder or beep_folder(accounts))
    except (sqlite3.Error, OSError) as error:
        raise AccountsNotWritten(
            f"The music on hold could not be stored in {accounts} ({error}): see that its disk has room."
        ) from error


def add_classes(database: sqlite3.Connection, accounts: Path, classes: Iterable[str]) -> None:
    """Let these classes beep that are not known yet."""
    make_table(database)
    for name in classes:
        _insert(database, name, beep_folder(accounts))


def beep_folder(accounts: Path) -> Path:
    """The folder with what is heard on hold where a company has no music, beside the accounts."""
    return accounts.parent / "beep"


def _insert(database: sqlite3.Connection, name: str, folder: Path) -> None:
    row = (name, "files", str(folder), "alpha", "slin")
    database.execute(f"INSERT OR IGNORE INTO {TABLE} VALUES (?, ?, ?, ?, ?)", row)  # noqa: S608


def beep() -> bytes:
    """A soft beep between pauses, ten seconds in all, as raw 8 kHz samples of 16 bits (Asterisk's .sln)."""
    times = np.arange(int(BEEP_SECONDS * RATE)) / RATE
    swell = np.sin(np.pi * times / BEEP_SECONDS)  # no click at its ends
    tone = BEEP_LEVEL * swell * np.sin(2 * np.pi * BEEP_HZ * times)
    samples = np.pad(tone, (int(BEFORE_SECONDS * RATE), int(AFTER_SECONDS * RATE)))
    return np.round(samples * 32_767).astype("<i2").tobytes()
