"""Presence at the control door: what users are at, where telephones are registered, how trunks stand."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

import pytest

from belplan.engine import door, snapshot
from belplan.engine.door import AskPresence, AskTrunks, Reply, SetState
from belplan.engine.state import SetDoNotDisturb
from belplan.run.engine_process import EngineProcess
from belplan.run.environment import read
from belplan.switch.behaviour import Telephone
from belplan.switch.simulator import Simulator
from tests.engine.exchange import phones
from tests.engine.exchange import snapshot as company

pytestmark = pytest.mark.processes


async def test_the_door_tells_who_is_there(tmp_path: Path) -> None:
    snapshot.write(tmp_path / "snapshots", company([{"hang_up": {}}]))
    here = dataclasses.replace(read({"BELPLAN_DATA": str(tmp_path)}), node="node1")
    switch, stop = Simulator(phones(ann=Telephone(), bart=Telephone())), asyncio.Event()

    async def ask(request: door.AnyRequest) -> Reply:
        return await asyncio.to_thread(door.ask, here.door, request)

    running = asyncio.create_task(EngineProcess(here, switch).run(stop))
    while not here.door.exists():  # noqa: ASYNC110 (a file)
        await asyncio.sleep(0.01)
    await ask(SetState("demo", SetDoNotDisturb("bart", on=True)))
    reply = await ask(AskPresence("demo", users=("ann", "bart", "cas", "dora"), devices=("ann", "cas", "attic")))
    assert reply.users == {"ann": "free", "bart": "shut", "cas": "unavailable", "dora": "unavailable"}
    assert {key: there.registered for key, there in reply.devices.items()} == {"ann": True, "cas": False}
    assert reply.devices["ann"].address == "127.0.0.1"
    assert {key: there.state for key, there in (await ask(AskTrunks("demo"))).trunks.items()} == {
        "carrier": "reachable"
    }
    for question in (AskPresence("acme"), AskTrunks("acme")):
        assert "no company" in (await ask(question)).problem
    stop.set()
    await running
