"""The journal becomes records in the database: each call once, whatever dies in between."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import DatabaseError

from belplan.callevents import CallEvent, from_line
from belplan.engine.journal_reader import end_of, numbers_of, segment_path
from belplan.records import writer
from belplan.records.fold import Record, fold
from belplan.records.models import CallRecord, JournalPosition
from belplan.records.writer import take_in, taken_in
from belplan.tenancy.models import Company
from tests.companies import make_company
from tests.records.conftest import Write
from tests.records.example_facts import TEN_O_CLOCK, Told, after_hours, begun, given_up, talked

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def take_all(folder: Path) -> int:
    taken = 0
    while count := take_in(folder, "node1"):
        taken += count
    return taken


def calls(company: Company) -> list[str]:
    return sorted(CallRecord.objects.for_company(company).values_list("call", flat=True))


def test_calls_become_records(company: Company, folder: Path, write: Write) -> None:
    write(after_hours(), talked(), given_up())
    take_all(folder)
    assert calls(company) == ["node1-gone", "node1-late", "node1-talk"]
    row = CallRecord.objects.for_company(company).get(call="node1-talk")
    assert row.record == fold(talked().facts)
    assert (row.outcome, row.plan, row.plan_version) == ("answered", "hoofdnummer", 2)
    assert (row.ring_seconds, row.talk_seconds, row.answered_by) == (6.0, 30.0, "user/ann")
    assert row.started.timestamp() == TEN_O_CLOCK
    assert [step.component for step in row.path] == ["ring_group"]


def test_a_running_call_is_seen_and_later_completed(company: Company, folder: Path, write: Write) -> None:
    whole = talked()
    first, rest = Told("node1-talk"), Told("node1-talk")
    first.facts, rest.facts = whole.facts[:5], whole.facts[5:]
    write(first)
    take_all(folder)
    running = CallRecord.objects.for_company(company).get()
    assert (running.ended, running.outcome) == (None, "")
    write(rest)
    take_all(folder)
    assert CallRecord.objects.for_company(company).get().record == fold(whole.facts)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_a_name_with_a_rare_line_break_holds_up_nobody(
    company: Company, folder: Path, write: Write, separator: str
) -> None:
    whole = begun("node1-odd", name=f"Jan{separator}Peeters")
    first, rest = Told("node1-odd"), Told("node1-odd")
    first.facts, rest.facts = whole.facts[:1], whole.facts[1:]
    write(first)
    take_all(folder)
    write(rest, talked())
    take_all(folder)
    assert calls(company) == ["node1-odd", "node1-talk"]
    assert CallRecord.objects.for_company(company).get(call="node1-odd").record == fold(whole.facts)


def test_reading_the_whole_journal_again_changes_nothing(company: Company, folder: Path, write: Write) -> None:
    write(after_hours(), talked())
    take_all(folder)
    before = list(CallRecord.objects.for_company(company).values())
    JournalPosition.objects.all().delete()
    assert take_all(folder) == len(after_hours().facts) + len(talked().facts)
    assert list(CallRecord.objects.for_company(company).values()) == before


def test_a_worker_that_dies_in_a_batch_leaves_nothing_of_it(company: Company, folder: Path, write: Write) -> None:
    write(after_hours())

    def dies(facts: Sequence[CallEvent]) -> None:
        raise DatabaseError("gone")

    with pytest.raises(DatabaseError):
        take_in(folder, "node1", [dies])
    assert calls(company) == []
    assert taken_in("node1") == (0, 0)
    heard: list[CallEvent] = []
    take_in(folder, "node1", [heard.extend])
    assert heard == after_hours().facts
    assert calls(company) == ["node1-late"]


def test_more_than_a_batch_is_taken_in_piece_by_piece(
    company: Company, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "BATCH", 7)
    write(*(talked(f"node1-{number}") for number in range(20)))
    take_all(folder)
    assert len(calls(company)) == 20
    assert all(row.record.talk_seconds == 30.0 for row in CallRecord.objects.for_company(company))
    assert taken_in("node1") == end_of(folder, "node1")


def test_facts_of_an_unknown_company_hold_up_nobody(
    company: Company, folder: Path, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    write(after_hours("node1-1", company="nobody"), after_hours("node1-2"))
    take_all(folder)
    assert calls(company) == ["node1-2"]
    assert "'nobody'" in caplog.text


def test_companies_see_their_own_calls(company: Company, folder: Path, write: Write) -> None:
    other = make_company("acme")
    write(after_hours("node1-1", company="acme"), after_hours("node1-2"))
    take_all(folder)
    assert (calls(other), calls(company)) == (["node1-1"], ["node1-2"])


def test_whatever_a_network_sends_as_a_name_is_kept_out_of_the_way(
    company: Company, folder: Path, write: Write
) -> None:
    write(begun("node1-x", name="\0Jan\r\n" + "e" * 500, caller="+" * 300))
    take_all(folder)
    row = CallRecord.objects.for_company(company).get()
    assert row.caller_name.startswith(" Jan  eee")
    assert (len(row.caller_name), len(row.caller)) == (100, 40)


def test_a_line_torn_by_a_crash_costs_no_other_call(company: Company, folder: Path, write: Write) -> None:
    write(after_hours("node1-1"))
    torn = segment_path(folder, "node1", numbers_of(folder, "node1")[-1])
    torn.write_bytes(torn.read_bytes()[:-20])
    write(after_hours("node1-2"))
    take_all(folder)
    assert calls(company) == ["node1-1", "node1-2"]
    rows = {row.call: row for row in CallRecord.objects.for_company(company)}
    assert rows["node1-1"].ended is None
    assert rows["node1-2"].outcome == "hung_up"


def test_a_call_that_no_record_can_be_made_of_holds_up_none_of_the_others(
    company: Company, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fold_all_but_one(facts: Sequence[CallEvent]) -> Record:
        if facts[0].call == "node1-talk":
            raise KeyError("seq")
        return fold(facts)

    monkeypatch.setattr(writer, "fold", fold_all_but_one)
    write(after_hours(), talked(), given_up())
    take_all(folder)
    assert calls(company) == ["node1-gone", "node1-late"]
    kept = [from_line(line).call for line in writer.refused_file(folder, "node1").read_bytes().splitlines()]
    assert kept == ["node1-talk"] * len(talked().facts)
    assert "put aside" in caplog.text
