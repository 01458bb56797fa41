"""One user of ten thousand changes: the engine reads that line alone, and a line without its end never counted."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from belplan.engine import changes, companies, door, snapshot
from belplan.engine.changes import Change, Place
from belplan.engine.companies import Company
from belplan.engine.snapshot import DeviceEntry, UserEntry
from tests.engine import exchange
from tests.no_room import no_room_above

pytestmark = pytest.mark.fast

ANN_MOVED = UserEntry("ann", "Ann", "299", ("ann",), "")
DORA = Change(
    users=(UserEntry("dora", "Dora", "201", ("new",), ""),), devices=(DeviceEntry("new", "n", "new.demo", "dora"),)
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A snapshot on the disk."""
    snapshot.write(tmp_path, exchange.snapshot([{"hang_up": {}}], edition="first", phonebook={"32475112233": "Jan"}))
    return tmp_path / "demo.json"


@pytest.fixture
def known(path: Path) -> Company:
    """What the engine has read of it."""
    loaded = companies.load_one(path)
    assert loaded is not None
    return loaded


def add(path: Path, change: Change) -> Place:
    return Place("first", changes.append(changes.path_of(path, "first"), change))


def test_only_what_changed_is_read(path: Path, known: Company) -> None:
    places = [add(path, Change(users=(ANN_MOVED,), phonebook={"32475112233": "Jan Peeters"})), add(path, DORA)]
    path.write_text("not to be read again")
    now = companies.follow(companies.follow(known, path, places[0]), path, places[1])
    assert now is not None
    assert {number: user.key for number, user in now.user_by_extension.items()} == {
        "299": "ann", "201": "dora", "202": "bart", "203": "cas",
    }  # fmt: skip
    assert now.by_account["new.demo"] == now.devices["new"]
    assert now.about.phonebook == {"32475112233": "Jan Peeters"}
    assert now.plans is known.plans
    assert "201" in known.user_by_extension  # calls that run keep the company as it was
    assert known.user_by_extension["201"].key == "ann"


def test_what_is_gone_can_no_longer_call_or_be_called(path: Path, known: Company) -> None:
    gone = Change(users_gone=("ann",), devices_gone=("ann",), phonebook_gone=("32475112233",))
    now = companies.follow(known, path, add(path, gone))
    assert now is not None
    every = companies.index([known]).replaced(now)
    assert every.by_account("ann.demo") is None
    assert every.by_account("bart.demo") == (now, now.devices["bart"])
    assert "201" not in now.user_by_extension
    assert now.about.phonebook == {}


def test_an_engine_that_starts_knows_all_changes(path: Path, known: Company) -> None:
    follower = companies.follow(known, path, add(path, Change(users=(ANN_MOVED,))))
    follower = companies.follow(follower, path, add(path, DORA))
    assert companies.load_one(path) == follower


@pytest.mark.parametrize("place", [None, Place("first", 9999), Place("second", 0)])
def test_a_change_that_does_not_follow_on_what_was_read_is_no_guess(
    path: Path, known: Company, place: Place | None
) -> None:
    add(path, DORA)
    now = companies.follow(known, path, place)
    assert now is not None
    assert "dora" in now.users


def test_a_line_without_its_end_never_counted(path: Path) -> None:
    add(path, DORA)
    file = changes.path_of(path, "first")
    whole = file.read_bytes()
    file.write_bytes(whole + whole[:30])  # a writer that died
    assert changes.current(path)[1] == len(whole)
    assert add(path, Change(users=(ANN_MOVED,))).start == len(whole)
    assert {user.extension for user in changes.current(path)[0].users} == {"299", "201", "202", "203"}


def test_a_full_disk_leaves_the_changes_as_they_were(path: Path) -> None:
    add(path, DORA)
    file = changes.path_of(path, "first")
    before = file.read_bytes()
    with no_room_above(len(before) + 10), pytest.raises(OSError, match="too large"):
        add(path, Change(users=(ANN_MOVED,)))
    assert file.read_bytes() == before


def test_the_changes_of_an_older_snapshot_count_no_more(path: Path) -> None:
    add(path, DORA)
    snapshot.write(path.parent, exchange.snapshot([{"hang_up": {}}], edition="second"))
    assert "dora" not in {user.key for user in changes.current(path)[0].users}


def test_the_engine_is_told_at_its_door_where_the_change_stands() -> None:
    request = door.Reload("demo", Place("first", 120))
    assert msgspec.json.decode(msgspec.json.encode(request), type=door.AnyRequest) == request
