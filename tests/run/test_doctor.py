"""Stories of the doctor: each thing that is broken is named with its mend, and nothing makes the doctor faint."""

from __future__ import annotations

import json
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from belplan.engine import door, snapshot
from belplan.engine.snapshot import CompanySnapshot
from belplan.exchange.models import Trunk
from belplan.run import catalogues, frontend
from belplan.run.command import main
from belplan.run.environment import read
from belplan.run.health import kept, machine, made, running
from belplan.run.health.check import Finding, Look, Machine, Wrong, examine
from belplan.run.state import PartState, State, StateFile
from belplan.speech.prompts import PROMPTS
from belplan.switch.port import TrunkStanding, TrunkState
from tests.companies import make_company
from tests.run.test_ports import on_free_ports

DEMO = CompanySnapshot("demo", "Demo", "Europe/Brussels", "BE", "nl")


@pytest.fixture
def data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="belplan-") as folder:  # the engine's door needs a short path
        yield Path(folder)


def at(data: Path, state: State | None = None, **variables: str) -> Machine:
    return Machine(read(on_free_ports(BELPLAN_DATA=str(data), BELPLAN_CACHE=str(data / "cache"), **variables)), state)


def runs(**states: str) -> State:
    """What a supervisor tells whose parts are in these states."""
    return State(os.getpid(), "http://localhost:8000", ready=True, parts={n: PartState(s) for n, s in states.items()})


def finding(look: Look, machine: Machine) -> Finding:
    return examine(machine, [("it", look)])[0]


@pytest.mark.fast
@pytest.mark.parametrize(
    ("look", "mend"),
    [
        (made.asterisk, "There is no Asterisk 22 here or in .*: run `scripts/up`"),
        (made.prompts, f"of {sum(map(len, PROMPTS.values()))} spoken prompts are missing: run `scripts/up`"),
        (kept.database, "Nothing is set up in .* yet: run `scripts/up`"),
        (kept.snapshots, "The engine knows no company: run `scripts/up`"),
    ],
)
def test_an_empty_folder_is_told_to_be_set_up(
    data: Path, look: Look, mend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("belplan.switch.asterisk.prefix.on_system", lambda: None)
    with pytest.raises(Wrong, match=mend):
        look(at(data))


@pytest.mark.processes
def test_an_asterisk_that_does_not_start_is_named(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = SimpleNamespace(
        asterisk=lambda: ["/bin/sh", "-c", "echo it is torn >&2; exit 1"],
        environment=dict,
        prefix=data / "prefix",
    )
    monkeypatch.setattr(made, "find", lambda _: broken)
    with pytest.raises(Wrong, match=r"Asterisk does not start \(it is torn\): remove .*prefix and run"):
        made.asterisk(at(data))


@pytest.mark.fast
def test_what_was_built_from_other_files_is_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontend, "STAMP", data / "made-from")
    monkeypatch.setattr(catalogues, "path", lambda language: data / f"{language}.po")
    (data / "fr.mo").touch()
    os.utime(data / "fr.mo", (1, 1))
    for language in catalogues.LANGUAGES:
        (data / f"{language}.po").touch()
    with pytest.raises(Wrong, match="front end is not built"):
        made.front_end(at(data))
    with pytest.raises(Wrong, match="does not speak nl, fr, de"):
        made.languages(at(data))


@pytest.mark.fast
def test_a_full_disk_and_a_wrong_clock_are_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=12_000_000))
    with pytest.raises(Wrong, match="has 12 MB left: free at least 500 MB"):
        machine.disk(at(data))
    monkeypatch.setattr(time, "time", lambda: 0.0)
    with pytest.raises(Wrong, match="set the machine's clock"):
        machine.clock(at(data))


@pytest.mark.fast
def test_a_data_folder_that_cannot_be_is_told_and_one_that_is_not_yet_is_fine(data: Path) -> None:
    (data / "file").touch()
    with pytest.raises(Wrong, match="BELPLAN_DATA"):
        machine.data_folder(at(data / "file"))
    assert machine.data_folder(at(data / "new"))
    assert not (data / "new").exists()


@pytest.mark.fast
def test_a_company_that_the_engine_cannot_read_is_named(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    snapshot.write(data / "snapshots", DEMO)
    assert kept.snapshots(at(data)) == "1 readable"
    (data / "snapshots" / "other.json").write_text('{"key": "oth')
    with pytest.raises(Wrong, match="what it should know of other: publish"):
        kept.snapshots(at(data))
    assert caplog.text == ""


@pytest.mark.fast
def test_an_exchange_that_is_down_is_said_and_not_wrong(data: Path) -> None:
    looks: list[tuple[str, Look]] = [
        (look.__name__, look) for look in (running.exchange, running.panel, running.engine, running.switch)
    ]
    found = examine(at(data), looks)
    assert all(one.ok for one in found)
    assert found[0].says == "does not run; `scripts/up` starts it"
    assert {one.says for one in found[1:]} == {"not asked, as the exchange does not run"}


@pytest.mark.fast
def test_a_port_that_another_program_holds_is_wrong_only_while_we_are_down(data: Path) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        down = at(data, BELPLAN_TLS_PORT=port)
        assert "is taken" in finding(running.free_ports, down).says
        assert finding(running.free_ports, at(data, runs(web="running"), BELPLAN_TLS_PORT=port)).ok


@pytest.mark.processes
def test_parts_that_run_but_do_not_answer_are_told_with_their_log(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SECONDS", 0.2)
    up = at(data, runs(asterisk="running", engine="running", worker="waiting", web="running"))
    with pytest.raises(Wrong, match=r"worker crashed and is being started again: .*worker\.log"):
        running.exchange(up)
    with pytest.raises(Wrong, match=r"The engine does not answer: .*engine\.log"):
        running.engine(up)
    with pytest.raises(Wrong, match=r"The panel does not answer at http://localhost:\d+: .*web\.log"):
        running.panel(up)


@pytest.mark.processes
@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "write it as smtp://user:password@host:port"),
        ("smtp://user:secret@127.0.0.1:1", "127.0.0.1:1 does not answer .* e-mails wait meanwhile"),
    ],
)
def test_a_mail_server_that_is_none_is_told_without_its_password(data: Path, url: str, says: str) -> None:
    with pytest.raises(Wrong, match=says) as problem:
        running.mail_server(at(data, BELPLAN_SMTP_URL=url))
    assert "secret" not in str(problem.value)


@pytest.mark.database
@pytest.mark.django_db
def test_a_database_that_misses_changes_is_told(data: Path) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    (data / "secret_key").touch()
    assert kept.database(at(data)).endswith("up to date")
    MigrationRecorder.Migration.objects.filter(app="records").delete()
    with pytest.raises(Wrong, match=r"misses \d+ changes: end the exchange and run `scripts/up`"):
        kept.database(at(data))


@pytest.mark.database
@pytest.mark.django_db
def test_calls_that_wait_long_for_their_records_are_told_while_the_worker_should_run(data: Path) -> None:
    segment = data / "journal" / "node1-000001.jsonl"
    segment.parent.mkdir()
    segment.write_text("{}\n")
    up = at(data, runs(worker="running"))
    assert kept.records(up) == "3 bytes of the journal wait"
    os.utime(segment, (1, 1))
    with pytest.raises(Wrong, match=r"3 bytes of the journal wait to become records: .*worker\.log"):
        kept.records(up)
    assert finding(kept.records, at(data)).ok


@pytest.mark.fast
def test_what_a_check_did_not_expect_is_a_finding_and_no_stack_trace(data: Path) -> None:
    def faints(_: Machine) -> str:
        raise ZeroDivisionError("division\nby zero")

    assert finding(faints, at(data)) == Finding(
        "it", False, "This could not be looked at (division by zero): run `scripts/up`, which sets it up anew."
    )


@pytest.mark.processes
def test_the_word_lists_every_check_and_its_exit_code_says_whether_anything_is_wrong(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in on_free_ports(BELPLAN_DATA=str(data)).items():
        monkeypatch.setenv(name, value)
    assert main(["doctor", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert not told["ok"]
    assert {"name": "exchange", "ok": True, "says": "does not run; `scripts/up` starts it"} in told["checks"]
    assert main(["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if line] == [
        *("ok" if one["ok"] else "WRONG" for one in told["checks"]),
        lines[-1].split()[0],
    ]
    assert list(data.iterdir()) == [], "looking leaves nothing behind"


@pytest.mark.fast
def test_an_exchange_that_is_starting_is_asked_nothing_yet(data: Path) -> None:
    file = StateFile(data)
    with file.held(State(os.getpid(), "http://localhost:8000")):
        starting = at(data, file.read())
        assert running.exchange(starting) == "is starting; ask again in a moment"
        assert finding(running.engine, starting).ok


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("standing", "ok", "says"),
    [
        (
            TrunkStanding(TrunkState.REFUSED, 403),
            False,
            "Carrier of Acme bv is refused by the carrier (403)",
        ),
        (
            TrunkStanding(TrunkState.NO_ANSWER),
            False,
            "Carrier of Acme bv is not registered",
        ),
        (TrunkStanding(TrunkState.UNREACHABLE), True, "1, none refused"),
    ],
)
def test_a_refused_trunk_is_named(
    data: Path, monkeypatch: pytest.MonkeyPatch, standing: TrunkStanding, ok: bool, says: str
) -> None:
    acme = make_company("acme")
    Trunk(company=acme, key="carrier", name="Carrier", host="192.0.2.1", addresses=["192.0.2.1"]).store()
    monkeypatch.setattr(door, "ask", lambda *_: door.Reply(trunks={"carrier": standing}))
    found = finding(running.trunks, at(data, runs(engine="running")))
    assert found.ok == ok
    assert says in found.says
