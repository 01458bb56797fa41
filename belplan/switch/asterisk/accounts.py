"""The small SQLite database that Asterisk reads its telephones and trunks from at each registration and call.

A row that is added, changed or removed counts from the next request of that telephone on: no reload, no restart.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from belplan.switch.accounts import Account, AccountsNotWritten, DeviceAccount, FallbackRoute, TrunkAccount
from belplan.switch.asterisk import hold_music
from belplan.switch.asterisk.dialplan import DEVICE_CONTEXT, TRUNK_CONTEXT
from belplan.switch.asterisk.lamp_groups import add_contexts, context_of

Row = dict[str, str]
Rows = dict[str, Row]  # by id

# The tables as extconfig.conf names them, with the value that a column has where an account says nothing else:
# Asterisk takes an empty column for an empty value. `disallow` stands before `allow` because the columns are applied
# in their order.
COLUMNS: dict[str, Row] = {
    "ps_endpoints": {
        "context": "",
        "identify_by": "",
        "aors": "",
        "auth": "",
        "outbound_auth": "",
        "from_domain": "",
        "disallow": "all",
        "allow": "",
        "direct_media": "no",
        "rtp_symmetric": "yes",
        "force_rport": "yes",
        "rewrite_contact": "no",
        "media_encryption": "no",
        "media_encryption_optimistic": "no",
        "trust_id_inbound": "no",
        "trust_id_outbound": "no",
        "send_pai": "no",
        "allow_subscribe": "no",
        "subscribe_context": "",
        "moh_suggest": "",  # the class that whoever this telephone puts on hold hears
    },
    "ps_auths": {"auth_type": "userpass", "username": "", "password": ""},
    "ps_aors": {
        "contact": "",
        "max_contacts": "0",
        "remove_existing": "no",
        "qualify_frequency": "0",
        "default_expiration": "600",
    },
    "ps_endpoint_id_ips": {"endpoint": "", "match": "", "srv_lookups": "no"},
    "fallbacks": {"dial": "", "language": "en"},
    "emergencies": {"trunk": "", "caller": "", "numbers": ""},
    "ps_registrations": {
        "server_uri": "",
        "client_uri": "",
        "contact_user": "",
        "outbound_auth": "",
        "endpoint": "",
        "line": "yes",  # the carrier's calls are known by a token in the contact that we registered
        "expiration": "600",
        # A carrier that was away, or whose secret was wrong for a while, must be found again without anybody's help.
        "retry_interval": "30",
        "forbidden_retry_interval": "60",
        "fatal_retry_interval": "60",
        "max_retries": "1000000",
        "auth_rejection_permanent": "no",
        "max_random_initial_delay": "1",
    },
}


@dataclass(frozen=True, slots=True)
class Changes:
    """What a write changed: the names of the accounts, and what a running Asterisk must be told of."""

    accounts: frozenset[str]
    registrations: bool  # a trunk's; they count only after launch.read_registrations_anew
    groups: bool = False  # one has a telephone for the first time; it counts only after launch.read_groups_anew


def write_accounts(
    path: Path,
    devices: Iterable[DeviceAccount],
    trunks: Iterable[TrunkAccount],
    fallbacks: Iterable[FallbackRoute] = (),
) -> Changes:
    """Make the database at `path` hold exactly these accounts, touching only the rows that differ.

    All or nothing. Raises AccountsNotWritten where the disk does not let us, ValueError where two share a name.
    """
    wanted = _rows([*devices, *trunks], fallbacks)
    return _write(path, wanted, None)


def change_accounts(
    path: Path, changed: Iterable[Account], gone: Iterable[str] = (), fallbacks: Iterable[FallbackRoute] = ()
) -> Changes:
    """Store these accounts and remove those names; all others stay. A fallback route without accounts is removed.

    All or nothing. Raises AccountsNotWritten where the disk does not let us, ValueError where two share a name.
    """
    changed, fallbacks = list(changed), list(fallbacks)
    names = {account.name for account in changed} | set(gone)
    about = dict.fromkeys(COLUMNS, names) | {"fallbacks": {n for route in fallbacks for n in route.numbers}}
    return _write(path, _rows(changed, (route for route in fallbacks if route.accounts)), about)


def _write(path: Path, wanted: Mapping[str, Rows], about: Mapping[str, set[str]] | None) -> Changes:
    """Make the tables hold the wanted rows and no others; `about`: among the rows with these ids only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        contexts = {row["subscribe_context"] for row in wanted["ps_endpoints"].values()} - {""}
        groups = add_contexts(path.parent, contexts)
        music = {row["moh_suggest"] for row in wanted["ps_endpoints"].values()} - {""}
        with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as database:
            # Readers and the writer must not wait for each other: a call never waits for publishing.
            database.execute("PRAGMA journal_mode=WAL")
            with _transaction(database):
                hold_music.add_classes(database, path, music)
                changed = {
                    table: _write_table(database, table, wanted[table], None if about is None else about[table])
                    for table in COLUMNS
                }
    except (sqlite3.Error, OSError) as error:
        raise AccountsNotWritten(
            f"The telephones could not be stored in {path} ({error}): see that its disk has room and that it is yours."
        ) from error
    return Changes(frozenset().union(*changed.values()), bool(changed["ps_registrations"]), groups)


def _fallback_row(route: FallbackRoute) -> Row:
    return {"dial": "&".join(f"PJSIP/{account}" for account in route.accounts), "language": route.language}


def _rows(accounts: Iterable[Account], fallbacks: Iterable[FallbackRoute]) -> dict[str, Rows]:
    tables: dict[str, Rows] = {table: {} for table in COLUMNS}
    tables["fallbacks"] = {n: _fallback_row(route) for route in fallbacks for n in route.numbers}
    for account in accounts:
        if account.name in tables["ps_endpoints"]:
            raise ValueError(f"Two accounts have the name {account.name}: give one of them another name.")
        rows = _device_rows(account) if isinstance(account, DeviceAccount) else _trunk_rows(account)
        for table, row in rows.items():
            tables[table][account.name] = COLUMNS[table] | row
    return tables


def _device_rows(device: DeviceAccount) -> dict[str, Row]:
    endpoint = {
        "context": DEVICE_CONTEXT,
        "identify_by": "username",
        "aors": device.name,
        "auth": device.name,
        "allow": ",".join(device.codecs),
        "rewrite_contact": "yes",
    }
    if device.srtp or device.srtp_only:
        endpoint |= {"media_encryption": "sdes", "media_encryption_optimistic": "no" if device.srtp_only else "yes"}
    if device.group:
        endpoint |= {"allow_subscribe": "yes", "subscribe_context": context_of(device.group)}
        endpoint |= {"moh_suggest": hold_music.class_of(device.group)}
    rows = {
        "ps_endpoints": endpoint,
        "ps_auths": {"username": device.name, "password": device.secret},
        "ps_aors": {"max_contacts": "1", "remove_existing": "yes"},
    }
    if device.emergency:
        line = device.emergency
        rows["emergencies"] = {"trunk": line.trunk, "caller": line.caller, "numbers": "|".join(line.numbers)}
    return rows


def _trunk_rows(trunk: TrunkAccount) -> dict[str, Row]:
    rows = {
        "ps_endpoints": {
            "context": TRUNK_CONTEXT,
            # Never by username: a stranger may write any name into a From header.
            "identify_by": "ip",
            "aors": trunk.name,
            "allow": "alaw,ulaw,g722",
            "trust_id_inbound": "yes",
            "trust_id_outbound": "yes",
            "send_pai": "yes",
        },
        "ps_aors": {"contact": f"sip:{trunk.host}:{trunk.port}"},
    }
    if trunk.username:
        rows["ps_endpoints"] |= {"outbound_auth": trunk.name, "from_domain": trunk.host}
        rows["ps_auths"] = {"username": trunk.username, "password": trunk.secret}
    if trunk.addresses:
        rows["ps_endpoint_id_ips"] = {"endpoint": trunk.name, "match": ",".join(trunk.addresses)}
    if trunk.register:
        rows["ps_registrations"] = {
            "server_uri": f"sip:{trunk.host}:{trunk.port}",
            "client_uri": f"sip:{trunk.username}@{trunk.host}:{trunk.port}",
            "contact_user": trunk.username,
            "outbound_auth": trunk.name,
            "endpoint": trunk.name,
        }
    return rows


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _write_table(database: sqlite3.Connection, table: str, wanted: Rows, about: set[str] | None) -> set[str]:
    _require_table(database, table)
    present = _read_table(database, table, about)
    gone = present.keys() - wanted.keys()
    changed = {name for name, row in wanted.items() if present.get(name) != row}
    columns = ("id", *COLUMNS[table])
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    database.executemany(f"DELETE FROM {table} WHERE id = ?", [(name,) for name in gone])  # noqa: S608
    database.executemany(
        f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})",  # noqa: S608
        [(name, *wanted[name].values()) for name in changed],
    )
    return gone | changed


def _read_table(database: sqlite3.Connection, table: str, about: set[str] | None) -> Rows:
    names = ", ".join(f'"{column}"' for column in COLUMNS[table])
    only = "" if about is None else " WHERE id IN (SELECT value FROM json_each(?))"
    ids = [] if about is None else [json.dumps(sorted(about))]
    found = database.execute(f"SELECT id, {names} FROM {table}{only}", ids)  # noqa: S608
    return {row[0]: dict(zip(COLUMNS[table], row[1:], strict=True)) for row in found}


def _require_table(database: sqlite3.Connection, table: str) -> None:
    present = tuple(row[1] for row in database.execute(f"PRAGMA table_info({table})"))
    if present == ("id", *COLUMNS[table]):
        return
    # Nothing here is anybody's only copy: an older layout is written anew.
    columns = ", ".join(f'"{column}" TEXT' for column in COLUMNS[table])
    database.execute(f"DROP TABLE IF EXISTS {table}")
    # From the last name to the first: Asterisk looks through all that it has for the place of each row that it reads,
    # from the first name on, so that ten thousand in any other order take it four times as long.
    key = 'PRIMARY KEY ("id" DESC)) WITHOUT ROWID'
    database.execute(f'CREATE TABLE {table} ("id" TEXT NOT NULL, {columns}, {key}')
