"""Makes records of the journal's facts, each exactly once whatever dies in between."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, transaction

from belplan.callevents import CallEvent, to_line
from belplan.engine.journal_reader import Position, read
from belplan.records.fold import Record, fold
from belplan.records.models import CallParty, CallRecord, JournalPosition
from belplan.records.parties import parties, words
from belplan.tenancy.models import Company

if TYPE_CHECKING:
    from django.db.models import CharField

log = logging.getLogger(__name__)

BATCH = 500  # facts in one transaction
FOLDED = [
    "facts", "node", "direction", "caller", "caller_name", "dialled", "plan", "plan_version", "started", "answered",
    "answered_by", "ended", "ring_seconds", "talk_seconds", "outcome", "words",
]  # fmt: skip
SEARCHED = ("caller_name", "caller", "dialled", "plan", "answered_by")
Listener = Callable[[Sequence[CallEvent]], None]


def take_in(folder: Path, node: str, listeners: Sequence[Listener] = ()) -> int:
    """Make records of the next facts in a node's journal; how many facts there were, 0 when all are taken in.

    `listeners` get the same facts in the same transaction (to promise e-mails, say). Raises django.db.Error, with
    nothing changed, and OSError.
    """
    with transaction.atomic():
        mark, _ = JournalPosition.objects.select_for_update().get_or_create(node=node)
        batch = list(islice(read(folder, node, Position(mark.segment, mark.offset)), BATCH))
        if not batch:
            return 0
        facts = [fact for fact, _ in batch]
        try:
            _take(facts, listeners)
        except Exception as problem:
            if _may_pass(problem):
                raise
            _take_each(facts, listeners, refused_file(folder, node))
        mark.segment, mark.offset = batch[-1][1]
        mark.save()
    return len(batch)


def refused_file(folder: Path, node: str) -> Path:
    """Where facts are kept that cannot be made a record of, a line each as in the journal, for whoever mends it."""
    return folder / f"{node}.refused"


def _take(facts: Sequence[CallEvent], listeners: Sequence[Listener]) -> None:
    with transaction.atomic():
        store(facts)
        for listener in listeners:
            listener(facts)


def _take_each(facts: Sequence[CallEvent], listeners: Sequence[Listener], refused: Path) -> None:
    """Call by call, so that one whose facts cannot be understood holds up none of the others."""
    for call, own in _by_call(facts).items():
        try:
            _take(own, listeners)
        except Exception as problem:
            if _may_pass(problem):
                raise
            log.exception("Facts of call %s are put aside in %s: no record can be made of them.", call, refused)
            with refused.open("ab") as file:
                file.writelines(to_line(fact) + b"\n" for fact in own)


def _may_pass(problem: Exception) -> bool:
    """Whether the same facts may be taken in later: the database or the disk is at fault, not they."""
    away = isinstance(problem, DatabaseError | InterfaceError | OSError)
    return away and not isinstance(problem, DataError | IntegrityError)


def taken_in(node: str) -> Position:
    """How far a node's journal has been taken in."""
    mark = JournalPosition.objects.filter(node=node).first()
    return Position(mark.segment, mark.offset) if mark else Position()


def store(facts: Iterable[CallEvent]) -> None:
    """Add facts to the records of their calls; facts that are there already change nothing."""
    by_call = _by_call(fact for fact in facts if fact.call)
    rows = {row.call: row for row in CallRecord.everywhere.filter(call__in=by_call)}
    companies = _companies({fact.company for facts in by_call.values() for fact in facts[:1]})
    changed = [
        _row(rows.get(call) or CallRecord(call=call, company=companies[new[0].company]), new)
        for call, new in by_call.items()
        if new[0].company in companies
    ]
    CallRecord.everywhere.bulk_create(changed, update_conflicts=True, unique_fields=["call"], update_fields=FOLDED)
    note_parties(changed)


def _by_call(facts: Iterable[CallEvent]) -> dict[str, list[CallEvent]]:
    by_call: dict[str, list[CallEvent]] = defaultdict(list)
    for fact in facts:
        by_call[fact.call].append(fact)
    return by_call


def note_parties(rows: Iterable[CallRecord]) -> None:
    """Write down who took part in these calls, where it is not written yet."""
    named = [
        CallParty(company_id=row.company_id, call_id=row.pk, party=party, started=row.started)
        for row in rows
        for party in sorted(parties(row.record))
    ]
    same = ["company", "party", "call"]
    CallParty.everywhere.bulk_create(named, update_conflicts=True, unique_fields=same, update_fields=["started"])


def rebuild(company: Company) -> int:
    """Fold all of a company's records anew from their facts; how many there were."""
    rows = CallRecord.objects.for_company(company).order_by("pk")
    done = 0
    while batch := list(rows.filter(pk__gt=done)[:BATCH]):
        with transaction.atomic():
            for row in batch:
                _fill(row, row.record)
            CallRecord.everywhere.bulk_update(batch, FOLDED)
            CallParty.objects.for_company(company).filter(call__in=batch).delete()
            note_parties(batch)
        done = batch[-1].pk
    return rows.count()


def _companies(keys: set[str]) -> Mapping[str, Company]:
    companies = {company.key: company for company in Company.objects.filter(key__in=keys)}
    for key in keys - companies.keys():
        log.warning("Facts of a call are passed over: there is no company %r.", key)
    return companies


def _row(row: CallRecord, new: Sequence[CallEvent]) -> CallRecord:
    facts = sorted({fact.seq: fact for fact in (*row.known_facts(), *new)}.values(), key=lambda fact: fact.seq)
    row.facts = "\n".join(to_line(fact).decode() for fact in facts)
    row.record = fold(facts)
    _fill(row, row.record)
    return row


def _fill(row: CallRecord, record: Record) -> None:
    for column in ("node", "direction", "caller", "caller_name", "dialled", "plan", "answered_by"):
        setattr(row, column, _fitting(column, getattr(record, column)))
    row.plan_version = record.plan_version
    row.started = datetime.fromtimestamp(record.started, UTC)
    row.answered, row.ended = _moment(record.answered), _moment(record.ended)
    row.ring_seconds, row.talk_seconds = record.ring_seconds, record.talk_seconds
    row.outcome = record.outcome or ""
    row.words = words(getattr(row, column) for column in SEARCHED)


def _fitting(column: str, text: str) -> str:
    # Names and numbers come from the network: what a database would refuse must not hold up the records behind it.
    longest = cast("CharField[str, str]", CallRecord._meta.get_field(column)).max_length
    return "".join(character if character.isprintable() else " " for character in text)[:longest]


def _moment(at: float | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)
