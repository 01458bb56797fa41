"""The e-mail about a missed call: from a real call, by the journal and the worker, to a real mail server."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from belplan.engine.journal import Journal
from belplan.records.models import CallRecord
from belplan.run import environment
from belplan.run.environment import Environment
from belplan.run.worker_rounds import JournalWork, MailWork
from tests.companies import make_company
from tests.messaging.conftest import MailServer, mail_server  # noqa: F401 (a fixture)
from tests.phones.exchange import RealExchange

pytestmark = [
    pytest.mark.phones,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.django_db(transaction=True),
]


async def test_a_missed_call_is_mailed_once_with_the_callers_number(
    exchange: RealExchange,
    mail_server: MailServer,  # noqa: F811 (the fixture)
    tmp_path: Path,
) -> None:
    exchange.plan(
        {"ring_group": {"members": ["user/ann"], "timeout": 1}}, {"email": {"to": "info@demo.example"}}, {"hang_up": {}}
    )
    call = await exchange.call_in(from_display="Jan Peeters")
    await call.ended()
    await exchange.over()
    here = replace(environment.read(), data=tmp_path, smtp_url=mail_server.url)
    await write_down(exchange, here)
    outcomes = await asyncio.to_thread(work_twice, here)
    (mail,) = mail_server.received
    assert mail_server.envelopes == [["info@demo.example"]]
    assert mail["Subject"] == "Gemiste oproep van Jan Peeters (0475 11 22 33)"
    text = mail.get_body(("plain",))
    assert text
    assert "Nummer: 0475 11 22 33" in text.get_content()
    assert "Gebeld nummer: 02 580 50 00" in text.get_content()
    assert outcomes == ["hung_up"]


async def write_down(exchange: RealExchange, here: Environment) -> None:
    journal = Journal(here.journal, here.node)
    try:
        for fact in exchange.events:
            journal.append(fact)
        assert await journal.durable()
    finally:
        journal.close()


def work_twice(here: Environment) -> list[str]:
    """Two workers, one after the other, as after a crash; the outcomes of the records that there are then."""
    make_company("demo", language="nl")
    work(here)
    return work(here)


def work(here: Environment) -> list[str]:
    """A worker until nothing is left to do; the outcomes of the records that there are then."""
    try:
        journal, mail = JournalWork(here), MailWork(here)
        while journal.round() or mail.round():
            pass
        return list(CallRecord.everywhere.values_list("outcome", flat=True))
    finally:
        connection.close()
