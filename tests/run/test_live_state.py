"""A diversion from the control door to the tables: the engine ends, the worker is away, and nothing is lost."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from belplan.engine import door, snapshot
from belplan.engine.door import LiveState, Reload, SetState
from belplan.engine.state import CompanyState, SetDoNotDisturb, SwitchDiversion
from belplan.exchange import live_state
from belplan.records.writer import take_in
from belplan.run.engine_process import EngineProcess
from belplan.run.environment import Environment, read
from belplan.switch.simulator import Simulator
from tests.companies import make_company, make_person
from tests.engine.test_state import office

pytestmark = [pytest.mark.database, pytest.mark.django_db]

MEETING = SwitchDiversion("main", "Meeting", on=True)
NOW_ON = CompanyState({"main": {"Meeting": True}}, {}, {"ann"})


@pytest.fixture
def here(tmp_path: Path) -> Environment:
    snapshot.write(tmp_path / "snapshots", office().about)
    return dataclasses.replace(read({"BELPLAN_DATA": str(tmp_path)}), node="node1")


@asynccontextmanager
async def engine_at_work(here: Environment) -> AsyncIterator[None]:
    stop = asyncio.Event()
    running = asyncio.create_task(EngineProcess(here, Simulator({})).run(stop))
    while not here.door.exists():  # noqa: ASYNC110 (a file)
        await asyncio.sleep(0.01)
    yield
    stop.set()
    await running
    here.door.unlink(missing_ok=True)


async def ask(here: Environment, request: door.AnyRequest) -> door.Reply:
    return await asyncio.to_thread(door.ask, here.door, request)


async def switch_and_restart(here: Environment) -> None:
    async with engine_at_work(here):
        assert (await ask(here, SetState("demo", MEETING))).problem == ""
        assert (await ask(here, SetState("demo", SetDoNotDisturb("ann", on=True)))).live == NOW_ON
        refused = await ask(here, SetState("demo", SwitchDiversion("main", "Weg", on=True)))
        assert refused.problem == "there is no such diversion in the published plan"
        assert "no company" in (await ask(here, SetState("acme", MEETING))).problem
    async with engine_at_work(here):
        assert (await ask(here, Reload("demo"))).problem == ""
        assert (await ask(here, LiveState("demo"))).live == NOW_ON


async def remove_ann(here: Environment) -> None:
    async with engine_at_work(here):
        snapshot.write(here.snapshots, office(users=office().about.users[1:]).about)
        await ask(here, Reload("demo"))
        assert (await ask(here, LiveState("demo"))).live == CompanyState(NOW_ON.diversions)


def test_what_was_switched_outlives_the_engine_and_reaches_the_tables_later(here: Environment) -> None:
    company = make_company("demo")
    make_person(company, "ann", "201")
    asyncio.run(switch_and_restart(here))
    assert live_state.state_of(company) == CompanyState(), "the worker was away"
    take_in(here.journal, "node1", [live_state.follow])
    assert live_state.state_of(company) == NOW_ON
    asyncio.run(remove_ann(here))
    take_in(here.journal, "node1", [live_state.follow])
    assert live_state.state_of(company) == CompanyState(NOW_ON.diversions)


def test_of_a_file_that_came_too_late_the_journal_knows_better(here: Environment) -> None:
    asyncio.run(switch_and_restart(here))
    (here.data / "state" / "demo.json").unlink()

    async def again() -> None:
        async with engine_at_work(here):
            assert (await ask(here, LiveState("demo"))).live == NOW_ON

    asyncio.run(again())
