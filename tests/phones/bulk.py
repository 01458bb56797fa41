"""An installation under many calls: the engine in its own process, and SIPp as every caller and every telephone."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from belplan.callevents import CallEvent
from belplan.engine import door, snapshot
from belplan.engine.journal_reader import read
from belplan.engine.snapshot import CompanySnapshot, DeviceEntry, PlanEntry, TrunkEntry, UserEntry
from belplan.engine.snapshot import Limits as Allowed
from belplan.run import environment
from belplan.run.environment import Environment
from belplan.run.switch_setup import speech_command, switch_config
from belplan.speech.prompts import make_prompts
from belplan.speech.speaking import speak
from belplan.switch.accounts import DeviceAccount, TrunkAccount
from tests.phones import sipp
from tests.phones.asterisk import RunningAsterisk, free_port, running_asterisk
from tests.phones.sipp_scenarios import (
    call_abandoned,
    call_answered,
    call_refused,
    device_answers,
    device_lets_ring,
    device_refuses,
)

MOBILE = "32467890123"
# An address for each: two that pick a free port in the same moment cannot pick the same one.
CALLERS = "127.0.2.0/24"
CALLER_ADDRESS = "127.0.2.{}"
DEVICE_ADDRESS = "127.0.3.{}"
OUTSIDE_ADDRESS = "127.0.0.4"
END: dict[str, Any] = {"hang_up": {}}
MAIL: dict[str, Any] = {"email": {"to": "info@demo.example"}}
RATE = 25.0  # calls a second, all kinds together
QUIET_SECONDS = 60.0  # the most until nothing is left of a busy time; connections are kept for up to 15 s
RESTING_CONNECTIONS = 5  # one for events, and those that the regular look at what Asterisk holds keeps in use


@dataclass(frozen=True)
class Kind:
    """One kind of call: what the plan of its number has, what the caller does, and how it must end."""

    number: str
    steps: tuple[dict[str, Any], ...]
    caller: str
    outcome: str
    calls: int


def ring(*members: str, order: str = "ring_all", timeout: int = 20) -> dict[str, Any]:
    return {"ring_group": {"members": list(members), "order": order, "timeout": timeout}}


def welcome(*, answered: bool) -> dict[str, Any]:
    return {"announcement": {"sound": "welcome", "answered": answered}}


KINDS = (
    Kind("3225805001", (ring("user/quick", "user/idle"), END), call_answered(talk=1.0), "answered", 250),
    Kind("3225805002", (welcome(answered=True), END), call_answered(talk=None), "hung_up", 100),
    Kind("3225805003", (ring("user/busy"), MAIL, END), call_refused(603), "hung_up", 150),
    Kind("3225805004", (ring("user/idle", "user/other"), MAIL, END), call_abandoned(0.3), "abandoned", 100),
    Kind(
        "3225805005",
        (ring("user/idle", "user/other", order="memory_hunt", timeout=1), MAIL, END),
        call_abandoned(1.3),
        "abandoned",
        100,
    ),
    Kind("3225805006", (welcome(answered=False), MAIL, END), call_abandoned(0.3, heard="183"), "abandoned", 100),
    Kind("3225805007", (welcome(answered=True), MAIL, END), call_answered(talk=0.3), "abandoned", 50),
    Kind("3225805008", ({"forward": {"external": MOBILE}}, END), call_answered(talk=1.0), "answered", 100),
    Kind("3225805009", (ring(MOBILE), MAIL, END), call_abandoned(1.0), "abandoned", 50),
)
DEVICES = {  # user: what the telephones do
    "quick": device_answers(ring=0.4),
    "busy": device_refuses(),
    "idle": device_lets_ring(),
    "other": device_lets_ring(),
}


def company(sound: tuple[str, float]) -> CompanySnapshot:
    plans = [
        PlanEntry(
            key := f"plan{kind.number[-1]}",
            1,
            {"key": key, "name": key, "numbers": [kind.number], "steps": list(kind.steps)},
            {},
            {"welcome": sound},
        )
        for kind in KINDS
    ]
    return CompanySnapshot(
        key="demo",
        name="Demo",
        timezone="Europe/Brussels",
        country="BE",
        language="nl",
        users=tuple(UserEntry(name, name, f"20{n}", (name,), "") for n, name in enumerate(DEVICES)),
        devices=tuple(DeviceEntry(name, name, f"{name}.demo", name) for name in DEVICES),
        trunks=(TrunkEntry("carrier", "carrier.demo"),),
        plans=tuple(plans),
        numbers={kind.number: f"plan{kind.number[-1]}" for kind in KINDS},
        limits=Allowed(calls_at_once=1000, minutes_a_day=10_000, countries=("BE",)),
    )


@dataclass
class Installation:
    """A data folder with an Asterisk, an engine in a process of its own, and SIPp at every end."""

    here: Environment
    asterisk: RunningAsterisk
    engine: psutil.Process
    folder: Path

    @property
    def sip(self) -> str:
        return f"{self.here.host}:{self.here.sip_port}"

    async def calls(self, share: float = 1.0) -> list[sipp.Counts]:
        """Place this share of each kind's calls, all kinds at the same time."""
        return await asyncio.gather(*(self._calls(kind, share) for kind in KINDS))

    async def _calls(self, kind: Kind, share: float) -> sipp.Counts:
        calls = round(kind.calls * share)
        return await sipp.run(
            kind.caller,
            self.sip,
            folder=self.folder,
            calls=calls,
            rate=RATE * kind.calls / sum(kind.calls for kind in KINDS),
            rows=[("32475112233", kind.number)],
            address=CALLER_ADDRESS.format(kind.number[-1]),
            seconds=150,
        )

    async def status(self) -> door.Reply:
        return await asyncio.to_thread(door.ask, self.here.door, door.Status())

    async def idle(self) -> None:
        """Until no call is left, and the connections that the engine makes for requests are closed."""
        async with asyncio.timeout(QUIET_SECONDS):
            while (await self.status()).calls:  # noqa: ASYNC110 (another process has them)
                await asyncio.sleep(0.2)
            while self.connections() > RESTING_CONNECTIONS:  # noqa: ASYNC110
                await asyncio.sleep(0.2)

    def connections(self) -> int:
        """How many TCP connections the engine has."""
        return len(self.engine.net_connections("tcp"))

    def facts(self) -> list[CallEvent]:
        return [fact for fact, _ in read(self.here.journal, self.here.node)]


@asynccontextmanager
async def installation_at_work(folder: Path) -> AsyncIterator[Installation]:
    """Start all of it; end all of it. `folder` gets SIPp's files."""
    # Asterisk's control socket needs a shorter path than pytest's own folders have.
    with tempfile.TemporaryDirectory(prefix="belplan-") as data:
        ports = {name: str(free_port()) for name in ("BELPLAN_SIP_PORT", "BELPLAN_TLS_PORT", "BELPLAN_ARI_PORT")}
        media = {"BELPLAN_RTP_FIRST": "12000", "BELPLAN_RTP_LAST": "15999"}
        environ = {**os.environ, **ports, **media, "BELPLAN_DATA": data}
        here = environment.read(environ)
        _prepare(here)
        async with AsyncExitStack() as started:
            asterisk = started.enter_context(running_asterisk(switch_config(here)))
            await _connect_telephones(here, asterisk, folder, started)
            engine = await started.enter_async_context(engine_at_work(here, environ))
            yield Installation(here, asterisk, engine, folder)


def _prepare(here: Environment) -> None:
    command, env = speech_command(here)
    make_prompts(here.sounds / "prompts", command, env)
    sound = speak("Welkom bij Demo.", "nl", here.sounds, command, env)
    snapshot.write(here.snapshots, company((str(sound.path.relative_to(here.data)), sound.seconds)))


async def _connect_telephones(
    here: Environment, asterisk: RunningAsterisk, folder: Path, started: AsyncExitStack
) -> None:
    server = f"{here.host}:{here.sip_port}"
    outside = await started.enter_async_context(
        sipp.answering(device_answers(ring=0.3), folder=folder, address=OUTSIDE_ADDRESS)
    )
    asterisk.accounts(
        [DeviceAccount(f"{name}.demo", name) for name in DEVICES],
        [TrunkAccount("carrier.demo", OUTSIDE_ADDRESS, outside.port, addresses=(CALLERS,))],
    )
    for number, (name, behaviour) in enumerate(DEVICES.items(), start=1):
        address, account = DEVICE_ADDRESS.format(number), (f"{name}.demo", name)
        await started.enter_async_context(
            sipp.answering(behaviour, folder=folder, address=address, server=server, devices=[account])
        )


@asynccontextmanager
async def engine_at_work(here: Environment, environ: dict[str, str]) -> AsyncIterator[psutil.Process]:
    """The engine in its own process, from when its door is open."""
    with (here.data / "engine.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "belplan.run.engine_process", env=environ, stderr=log
        )
    try:
        async with asyncio.timeout(10):
            while not here.door.exists():  # noqa: ASYNC110 (another process makes it)
                await asyncio.sleep(0.05)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        await process.wait()
