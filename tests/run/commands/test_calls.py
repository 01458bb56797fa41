"""`belplan calls`, as a person and as a program read it."""

from __future__ import annotations

import json

import pytest

from belplan.records.writer import store
from belplan.run.command import main
from tests.companies import make_company
from tests.records.example_facts import Told, after_hours, talked

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def demo() -> None:
    make_company("demo")


def test_calls_are_listed_newest_first_with_their_paths(capsys: pytest.CaptureFixture[str]) -> None:
    store(after_hours().facts)
    store(talked(at=1795510920.0).facts)
    assert main(["calls"]) == 0
    first, path, second, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith("2026-11-24 10:02:00  inbound  0475 11 22 33 (Jan Peeters) -> 02 580 50 00  answered")
    assert "rang 0:06, talked 0:30" in first
    assert path == "    hoofdnummer 1.1 ring_group: user/ann answered"
    assert "node1-late" in second


def test_one_call_is_told_step_by_step(capsys: pytest.CaptureFixture[str]) -> None:
    store(after_hours().facts)
    assert main(["calls", "--call", "node1-late"]) == 0
    out = capsys.readouterr().out
    assert "0.0 s  hoofdnummer 2  announcement: outside kantooruren (Sunday)" in out
    assert "4.5 s  hung_up: the plan hangs up" in out


def test_programs_get_json(capsys: pytest.CaptureFixture[str]) -> None:
    store(after_hours().facts)
    assert main(["calls", "--json", "--limit", "1"]) == 0
    (call,) = json.loads(capsys.readouterr().out)
    assert (call["call"], call["outcome"], call["plan"]) == ("node1-late", "hung_up", "hoofdnummer")
    assert call["started"] == "2026-11-24T09:00:00+00:00"
    assert [(step["step"], step["at"]) for step in call["path"]] == [("2", 0.0), ("3", 4.0)]


def test_a_running_call_and_a_withheld_number(capsys: pytest.CaptureFixture[str]) -> None:
    running = Told("node1-now")
    running.facts = talked("node1-now", caller="", name="").facts[:4]
    store(running.facts)
    assert main(["calls", "--call", "node1-now"]) == 0
    out = capsys.readouterr().out
    assert "withheld -> 02 580 50 00  in progress" in out
    assert "None" not in out


def test_without_calls_it_says_how_to_make_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calls"]) == 0
    assert "No calls yet: `belplan demo call` makes one." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--company", "acme"], "There is no company 'acme': give --company one of these: demo."),
        (["--call", "node1-x"], "There is no call node1-x in company demo: `belplan calls` lists them."),
    ],
)
def test_what_is_not_there_is_said_with_the_mend(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["calls", *arguments]) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("limit", ["0", "-1", "x", "10001"])
def test_a_wrong_limit_is_refused(capsys: pytest.CaptureFixture[str], limit: str) -> None:
    with pytest.raises(SystemExit):
        main(["calls", f"--limit={limit}"])
    assert "give a number from 1 to 10000" in capsys.readouterr().err
