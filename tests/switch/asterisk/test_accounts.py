"""Stories of a company whose telephones come, change and go in the database that Asterisk reads."""

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from belplan.switch.accounts import Account, AccountsNotWritten, DeviceAccount, FallbackRoute, TrunkAccount
from belplan.switch.asterisk.accounts import COLUMNS, change_accounts, write_accounts

pytestmark = pytest.mark.fast

ANN = DeviceAccount("demo.ann", "ann's secret")
BOB = DeviceAccount("demo.bob", "bob's secret", codecs=("alaw",), srtp=True)
CARRIER = TrunkAccount("carrier", "sip.example.net", addresses=("192.0.2.1", "198.51.100.0/24"))
REGISTERED = TrunkAccount("second", "sip.example.org", username="3225805000", secret="s", register=True)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "asterisk/accounts.sqlite3"


def rows(database: Path, table: str) -> dict[str, dict[str, str]]:
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        return {row["id"]: dict(row) for row in connection.execute(f"SELECT * FROM {table}")}  # noqa: S608


def guard(database: Path, name: str) -> None:
    """From now on, whoever writes a row of this telephone fails."""
    with closing(sqlite3.connect(database)) as connection:
        for deed, row in (("INSERT", "new"), ("DELETE", "old")):
            connection.execute(
                f"CREATE TRIGGER guard_{deed} BEFORE {deed} ON ps_auths WHEN {row}.id = '{name}' "
                "BEGIN SELECT RAISE(ABORT, 'touched'); END"
            )


def test_a_telephone_is_known_by_its_name_and_proves_itself_by_its_secret(database: Path) -> None:
    write_accounts(database, [ANN], [])
    endpoint = rows(database, "ps_endpoints")[ANN.name]
    assert (endpoint["identify_by"], endpoint["auth"], endpoint["context"]) == (
        "username",
        ANN.name,
        "belplan-devices",
    )
    assert endpoint["allow"] == "alaw,ulaw,g722,opus"
    assert rows(database, "ps_auths")[ANN.name]["password"] == ANN.secret
    assert rows(database, "ps_aors")[ANN.name]["max_contacts"] == "1"


def test_a_telephone_may_have_codecs_and_encryption_of_its_own(database: Path) -> None:
    write_accounts(database, [BOB], [])
    endpoint = rows(database, "ps_endpoints")[BOB.name]
    assert (endpoint["allow"], endpoint["media_encryption"], endpoint["media_encryption_optimistic"]) == (
        "alaw",
        "sdes",
        "yes",
    )


def test_a_carrier_is_known_by_its_addresses_alone(database: Path) -> None:
    write_accounts(database, [], [CARRIER])
    assert rows(database, "ps_endpoints")["carrier"]["identify_by"] == "ip"
    assert rows(database, "ps_endpoint_id_ips")["carrier"]["match"] == "192.0.2.1,198.51.100.0/24"
    assert rows(database, "ps_aors")["carrier"]["contact"] == "sip:sip.example.net:5060"
    assert rows(database, "ps_registrations") == {}


def test_a_carrier_that_wants_a_registration_gets_one(database: Path) -> None:
    assert write_accounts(database, [], [REGISTERED]).registrations
    registration = rows(database, "ps_registrations")["second"]
    assert registration["client_uri"] == "sip:3225805000@sip.example.org:5060"
    assert (registration["line"], registration["endpoint"]) == ("yes", "second")
    assert rows(database, "ps_endpoint_id_ips") == {}


def test_one_changed_telephone_touches_only_its_own_rows(database: Path) -> None:
    write_accounts(database, [ANN, BOB], [CARRIER, REGISTERED])
    guard(database, ANN.name)
    changes = write_accounts(database, [ANN, DeviceAccount(BOB.name, "new")], [CARRIER, REGISTERED])
    assert (set(changes.accounts), changes.registrations) == ({BOB.name}, False)
    assert rows(database, "ps_auths")[BOB.name]["password"] == "new"


def test_accounts_are_read_from_the_last_name_to_the_first_however_they_came(database: Path) -> None:
    write_accounts(database, [BOB], [])
    write_accounts(database, [ANN, BOB], [CARRIER])
    assert list(rows(database, "ps_endpoints")) == [BOB.name, ANN.name, CARRIER.name]


def test_nothing_changed_writes_nothing(database: Path) -> None:
    write_accounts(database, [ANN], [CARRIER])
    assert not write_accounts(database, [ANN], [CARRIER]).accounts


def test_a_removed_telephone_and_trunk_leave_no_row(database: Path) -> None:
    write_accounts(database, [ANN, BOB], [CARRIER, REGISTERED])
    changes = write_accounts(database, [ANN], [])
    assert (set(changes.accounts), changes.registrations) == ({"demo.bob", "carrier", "second"}, True)
    assert {name for table in COLUMNS for name in rows(database, table)} == {ANN.name}


def test_a_database_of_an_older_layout_is_written_anew(database: Path) -> None:
    database.parent.mkdir()
    with closing(sqlite3.connect(database)) as old:
        old.execute("CREATE TABLE ps_endpoints (id TEXT PRIMARY KEY, context TEXT)")
        old.execute("INSERT INTO ps_endpoints VALUES ('demo.gone', 'old')")
        old.commit()
    write_accounts(database, [ANN], [])
    assert rows(database, "ps_endpoints").keys() == {ANN.name}


def test_secrets_can_be_read_by_their_owner_alone(database: Path) -> None:
    write_accounts(database, [ANN], [])
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("SELECT * FROM ps_auths").fetchall()
        modes = {stat.S_IMODE(path.stat().st_mode) for path in database.parent.iterdir()}
    assert modes == {0o600}


def test_a_full_disk_changes_nothing_and_says_so(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_accounts(database, [ANN], [])
    connect = sqlite3.connect

    def on_full_disk(*arguments: object, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)  # type: ignore[call-overload]
        connection.execute(f"PRAGMA max_page_count={connection.execute('PRAGMA page_count').fetchone()[0]}")
        return connection

    monkeypatch.setattr("belplan.switch.asterisk.accounts.sqlite3.connect", on_full_disk)
    many = [DeviceAccount(f"demo.{number}", "s" * 500) for number in range(100)]
    with pytest.raises(AccountsNotWritten, match=r"full.*see that its disk has room"):
        write_accounts(database, many, [])
    monkeypatch.undo()
    assert rows(database, "ps_endpoints").keys() == {ANN.name}


def test_a_trunk_and_a_telephone_cannot_share_a_name(database: Path) -> None:
    with pytest.raises(ValueError, match=r"Two accounts have the name demo\.ann"):
        write_accounts(database, [ANN], [TrunkAccount("demo.ann", "sip.example.net")])
    assert not database.exists()


@pytest.mark.parametrize("name", ["", "101", "+3225805000", "ann@demo", "ann/1", "_ann", "a b", "a" * 65])
def test_names_that_could_be_taken_for_something_else_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="account name"):
        DeviceAccount(name, "secret")


@pytest.mark.parametrize(
    "make",
    [
        lambda: DeviceAccount("demo.ann", ""),
        lambda: DeviceAccount("demo.ann", "two\nlines"),
        lambda: DeviceAccount("demo.ann", "secret", codecs=("g729",)),
        lambda: TrunkAccount("carrier", "sip.example.net;transport=tcp"),
        lambda: TrunkAccount("carrier", "sip.example.net", register=True),
    ],
)
def test_values_that_a_switch_cannot_take_are_refused(make: Callable[[], Account]) -> None:
    with pytest.raises(ValueError, match=r"carrier|trunk|demo\.ann"):
        make()


def test_a_change_of_one_touches_no_other(database: Path) -> None:
    routes = [FallbackRoute(("322",), ("demo.ann",), "nl"), FallbackRoute(("323",), ("demo.bob",), "nl")]
    write_accounts(database, [ANN, BOB], [CARRIER], routes)
    guard(database, BOB.name)
    renewed = DeviceAccount(ANN.name, "another secret")
    changes = change_accounts(database, [renewed], fallbacks=[FallbackRoute(("322",), (), "")])
    assert changes.accounts == {ANN.name, "322"}
    assert rows(database, "ps_auths")[ANN.name]["password"] == "another secret"
    assert rows(database, "ps_endpoints").keys() == {ANN.name, BOB.name, CARRIER.name}
    assert rows(database, "fallbacks").keys() == {"323"}
    assert change_accounts(database, [], gone=[ANN.name, "demo.nobody"]).accounts == {ANN.name}
    assert all(ANN.name not in rows(database, table) for table in COLUMNS)
    assert BOB.name in rows(database, "ps_auths")


def test_a_change_that_fails_halfway_changes_nothing(database: Path) -> None:
    write_accounts(database, [ANN, BOB], [])
    guard(database, BOB.name)
    with pytest.raises(AccountsNotWritten, match="room"):
        change_accounts(database, [DeviceAccount(ANN.name, "x"), DeviceAccount(BOB.name, "y")])
    assert rows(database, "ps_auths")[ANN.name]["password"] == ANN.secret


def test_whoever_a_telephone_holds_hears_the_music_of_its_group(database: Path) -> None:
    write_accounts(database, [DeviceAccount("demo.cas", "secret", group="demo"), ANN], [CARRIER])
    endpoints = rows(database, "ps_endpoints")
    assert endpoints["demo.cas"]["moh_suggest"] == "hold-demo"
    assert endpoints[ANN.name]["moh_suggest"] == endpoints["carrier"]["moh_suggest"] == ""
