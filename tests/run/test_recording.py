"""Recording an announcement, asked for at the control door."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

import numpy as np
import pytest

from belplan.engine import door, snapshot
from belplan.engine.door import Record, RecordingState, Reply
from belplan.engine.journal_reader import read as read_journal
from belplan.engine.recording import PROMPT, RecordingOrder, Stage, file_of
from belplan.run.engine_process import EngineProcess
from belplan.run.environment import read
from belplan.speech.sounds import write_wav
from belplan.switch.behaviour import KeyPress, Telephone
from belplan.switch.simulator import Simulator
from tests.engine.exchange import phones
from tests.engine.exchange import snapshot as company

pytestmark = pytest.mark.processes

NAME = "0123456789abcdef0123456789abcdef"


async def test_an_announcement_is_recorded_and_no_call_of_it_is_told(tmp_path: Path) -> None:
    snapshot.write(tmp_path / "snapshots", company([{"hang_up": {}}]))
    write_wav(tmp_path / "sounds" / "prompts" / "nl" / f"{PROMPT}.wav", np.zeros(800))
    here = dataclasses.replace(read({"BELPLAN_DATA": str(tmp_path)}), node="node1")
    ann = Telephone(answers_after=0.1, keys=(KeyPress(0.5, "#"),))
    stop = asyncio.Event()

    async def ask(request: door.AnyRequest) -> Reply:
        return await asyncio.to_thread(door.ask, here.door, request)

    running = asyncio.create_task(EngineProcess(here, Simulator(phones(ann=ann))).run(stop))
    while not here.door.exists():  # noqa: ASYNC110 (a file)
        await asyncio.sleep(0.01)
    order = RecordingOrder(NAME, "admin.demo", "ann", "Opname")
    assert (await ask(Record("demo", order))).recording == Stage.RINGING
    assert (await ask(RecordingState("other", NAME))).recording is None
    async with asyncio.timeout(5):
        while (await ask(RecordingState("demo", NAME))).recording != Stage.DONE:  # noqa: ASYNC110 (on a real clock)
            await asyncio.sleep(0.02)
    assert file_of(here.data, NAME).exists()
    assert list(read_journal(here.journal, here.node)) == []
    assert "no company" in (await ask(Record("acme", order))).problem
    stop.set()
    await running
