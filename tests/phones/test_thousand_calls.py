"""A thousand calls of every kind through the engine's own process: each has one record, and nothing is left of any."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from belplan.callevents import CallEnded
from belplan.records.models import CallRecord
from belplan.records.writer import take_in
from belplan.run.environment import Environment
from tests.companies import make_company
from tests.phones.bulk import KINDS, Installation, installation_at_work

pytestmark = [pytest.mark.phones, pytest.mark.long, pytest.mark.django_db(transaction=True)]

MEMORY_SHARE = 1.05


async def test_a_thousand_calls_leave_a_thousand_records_and_nothing_else(tmp_path: Path) -> None:
    async with installation_at_work(tmp_path) as installation:
        await installation.calls(share=0.3)  # until here memory may grow
        await installation.idle()
        warm = {fact.call for fact in installation.facts()}
        before = Usage.of(installation)
        counts = await installation.calls()
        await installation.idle()
        after = Usage.of(installation)
        assert [(count.successful, count.failed) for count in counts] == [(kind.calls, 0) for kind in KINDS]
        await nothing_is_left(installation)
        each_has_one_end(installation, warm)
        records = await asyncio.to_thread(records_of, installation.here, warm)
        assert records == Counter({(kind.number, kind.outcome): kind.calls for kind in KINDS})
        assert after.descriptors == before.descriptors
        assert after.memory <= before.memory * MEMORY_SHARE
        assert "Traceback" not in (installation.here.data / "engine.log").read_text()


async def nothing_is_left(installation: Installation) -> None:
    left = await installation.status()
    assert (left.calls, left.legs, left.connections) == (0, 0, 0)
    assert "0 active channels" in installation.asterisk.console("core show channels")


def each_has_one_end(installation: Installation, warm: set[str]) -> None:
    facts = [fact for fact in installation.facts() if fact.call not in warm]
    ended = Counter(fact.call for fact in facts if isinstance(fact, CallEnded))
    assert len(ended) == ended.total() == 1000
    assert {fact.call for fact in facts} == set(ended)


@dataclass(frozen=True)
class Usage:
    """What the engine has taken; how many connections it keeps for later requests is its client's affair."""

    descriptors: int
    memory: int  # bytes

    @classmethod
    def of(cls, installation: Installation) -> Usage:
        engine = installation.engine
        return cls(engine.num_fds() - installation.connections(), engine.memory_info().rss)


def records_of(here: Environment, but: set[str]) -> Counter[tuple[str, str]]:
    """How many records the database then has, by number and outcome."""
    try:
        make_company("demo")
        while take_in(here.journal, here.node):
            pass
        rows = CallRecord.everywhere.exclude(call__in=but).values_list("dialled", "outcome")
        return Counter(rows)
    finally:
        connection.close()
