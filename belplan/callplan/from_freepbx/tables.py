"""The tables of a FreePBX that a call plan can be read from: by which columns each is known, and which are used.

Files hold far more (passwords of telephones and voice mail among them): what is not named here is dropped at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Row = Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """`known_by`: columns that only this table has together."""

    known_by: frozenset[str]
    used: frozenset[str]


def _table(known_by: str, also: str = "") -> Table:
    return Table(frozenset(known_by.split()), frozenset(f"{known_by} {also}".split()))


TABLES: Mapping[str, Table] = {
    "incoming": _table("extension destination", "cidnum description grppre privacyman"),
    "timeconditions": _table("timeconditions_id truegoto falsegoto", "displayname time mode timezone"),
    "timegroups_details": _table("timegroupid time"),
    "ivr_details": _table(
        "id name invalid_destination timeout_destination",
        "directdial timeout_time timeout_loops invalid_loops timeout_ivr_ret invalid_ivr_ret",
    ),
    "ivr_entries": _table("ivr_id selection dest", "ivr_ret"),
    "ringgroups": _table("grpnum grplist", "strategy grptime grppre description postdest needsconf annmsg_id ringing"),
    "announcement": _table("announcement_id post_dest", "description return_ivr"),
    "queues_config": _table("extension descr", "grppre dest maxwait"),
    "queues_details": _table("id keyword data"),
    "miscdests": _table("id destdial", "description"),
    "daynight": _table("ext dmode dest"),
    "users": _table("extension name", "voicemail ringtimer noanswer_dest findmefollow_enabled"),
}
GROUPS = "timegroups_groups"  # its two columns stand in many tables: known by having no others
_ALSO = {  # what older exports and the GraphQL API call a column
    "did": "extension", "ivrid": "id", "groupnumber": "grpnum", "grouplist": "grplist", "grouptime": "grptime",
    "groupprefix": "grppre", "needconf": "needsconf", "postanswer": "postdest", "callermessage": "annmsg_id",
    "ringingmusic": "ringing",
}  # fmt: skip


def table_of(columns: Iterable[str]) -> str:
    """Which table has these columns; empty for one that says nothing about call plans."""
    found = {column_of(column) for column in columns} - {""}
    if found == {"id", "description"}:
        return GROUPS
    return next((name for name, table in TABLES.items() if table.known_by <= found), "")


def column_of(head: str) -> str:
    """A column as its table calls it."""
    name = head.strip().lower()
    return _ALSO.get(name, name)


def used(table: str) -> frozenset[str]:
    """The columns of a table that are kept."""
    return frozenset(("id", "description")) if table == GROUPS else TABLES[table].used
