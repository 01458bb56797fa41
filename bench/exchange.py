"""The two exchanges that race: Belplan, and the same Asterisk with the same plan as a hand-written dialplan."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

from belplan.engine import door, snapshot
from belplan.engine.snapshot import CompanySnapshot, DeviceEntry, PlanEntry, TrunkEntry, UserEntry
from belplan.run import environment, switch_setup
from belplan.run.environment import Environment
from belplan.switch.accounts import DeviceAccount, TrunkAccount
from belplan.switch.asterisk.accounts import write_accounts
from belplan.switch.asterisk.config import ARI_USER, SwitchConfig
from belplan.switch.asterisk.dialplan import TRUNK_CONTEXT
from belplan.switch.asterisk.launch import command, wait_ready
from belplan.switch.asterisk.launch import environment as asterisk_environment
from bench.bulk import Bulk, free_udp_port, telephones
from tests.phones.asterisk import free_port
from tests.phones.sipp import run
from tests.phones.sipp_scenarios import REGISTER

HOST = "127.0.0.1"
CALLERS = "127.0.0.2"
TELEPHONES = "127.0.0.3"
DEVICES = 20  # each with a number, a plan and a ring group of its own: nobody's telephone takes 300 calls at once
START_SECONDS = 20.0
RTP_PORTS = 8000  # four a call, and a port is not used again at once
RING_SECONDS = 60
TRUNK = "trunk.carrier.bench"


def account(number: int) -> str:
    """The SIP account of a telephone."""
    return f"bench.{number:02d}"


def secret(number: int) -> str:
    """The secret of a telephone, until it is changed."""
    return f"secret-{number}"


@dataclass
class Exchange:
    """An Asterisk at work with telephones on it, and Belplan's engine where it is not the dialplan that steers it."""

    folder: Path
    config: SwitchConfig
    asterisk: psutil.Process
    engine: psutil.Process | None
    telephones: Bulk
    load_seconds: float  # from the first word about its devices until Asterisk answered
    variables: Mapping[str, str]  # by which other programs of Belplan find it
    _callers: int = 0

    @property
    def sip(self) -> str:
        """Where it takes calls."""
        return f"{HOST}:{self.config.sip_port}"

    def new_callers(self, count: int) -> list[tuple[str, str]]:
        """So many calls: a number that never called before, and what it dials."""
        first, self._callers = self._callers, self._callers + count
        return [(f"3247{n:07d}", f"32258050{n % DEVICES:02d}") for n in range(first, first + count)]

    def cpu_seconds(self) -> dict[str, float]:
        """What each process has used so far, in all its threads."""
        known = {"asterisk": self.asterisk, "engine": self.engine}
        times = {name: process.cpu_times() for name, process in known.items() if process}
        return {name: spent.user + spent.system for name, spent in times.items()}

    def memory(self) -> float:
        """Asterisk's resident memory in MB."""
        return float(self.asterisk.memory_info().rss) / 1e6

    async def held(self) -> int:
        """How many channels and bridges Asterisk has right now."""
        key = {"api_key": f"{ARI_USER}:{self.config.ari_password()}"}
        async with aiohttp.ClientSession() as session:
            lists = []
            for kind in ("channels", "bridges"):
                async with session.get(f"{self.config.ari_url}/{kind}", params=key) as reply:
                    lists.append(await reply.json())
        return sum(map(len, lists))

    async def empty(self, seconds: float) -> int:
        """Wait until nothing is held, at most so long; what is still held then."""
        until = asyncio.get_running_loop().time() + seconds
        while (held := await self.held()) and asyncio.get_running_loop().time() < until:  # noqa: ASYNC110 (of Asterisk)
            await asyncio.sleep(0.1)
        return held

    def console(self, line: str) -> str:
        """What Asterisk's console answers to one line."""
        words = [*self.config.installation.asterisk(), "-C", str(self.config.main_file), "-rx", line]
        return subprocess.run(words, capture_output=True, text=True, timeout=30, check=True).stdout  # noqa: S603


@asynccontextmanager
async def running(folder: Path, *, belplan: bool, devices: int = DEVICES) -> AsyncIterator[Exchange]:
    """Start one on free ports in `folder`, with `devices` accounts of which the first ones are registered."""
    here, variables = _environment(folder)
    config = switch_setup.configure(here)
    accounts = [DeviceAccount(account(n), secret(n)) for n in range(devices)]
    began = time.monotonic()
    write_accounts(config.accounts, accounts, [TrunkAccount(TRUNK, CALLERS, addresses=(CALLERS,))])
    if belplan:
        snapshot.write(here.snapshots, _company())
    else:
        _write_dialplan(config)
    async with AsyncExitStack() as started:
        asterisk = _start(started, command(config), asterisk_environment(config), folder / "asterisk.out")
        await wait_ready(config)
        load_seconds = time.monotonic() - began
        engine = None
        if belplan:
            words = [sys.executable, "-m", "belplan.run.engine_process"]
            engine = _start(started, words, {**os.environ, **variables}, folder / "engine.out")
            await _engine_ready(here)
        phones = await _telephones(folder, config, accounts[:DEVICES])
        await started.enter_async_context(phones)
        yield Exchange(folder, config, asterisk, engine, phones, load_seconds, variables)


def _environment(folder: Path) -> tuple[Environment, dict[str, str]]:
    rtp = free_port() % 2 * RTP_PORTS + 16000
    variables = {
        "BELPLAN_DATA": str(folder),
        "BELPLAN_HOST": HOST,
        "BELPLAN_SIP_PORT": str(free_port()),
        "BELPLAN_TLS_PORT": str(free_port()),
        "BELPLAN_ARI_PORT": str(free_port()),
        "BELPLAN_RTP_FIRST": str(rtp),
        "BELPLAN_RTP_LAST": str(rtp + RTP_PORTS - 1),
        "BELPLAN_NODE": "bench",
    }
    return environment.read({**os.environ, **variables}), variables


def _company() -> CompanySnapshot:
    """A company whose every number rings a group of one person with one telephone."""
    keys = [f"{n:02d}" for n in range(DEVICES)]
    return CompanySnapshot(
        key="bench",
        name="Bench",
        timezone="Europe/Brussels",
        country="BE",
        language="nl",
        users=tuple(UserEntry(f"user{k}", f"User {k}", f"2{k}", (f"phone{k}",), "") for k in keys),
        devices=tuple(DeviceEntry(f"phone{k}", f"Phone {k}", f"bench.{k}", f"user{k}") for k in keys),
        trunks=(TrunkEntry("carrier", TRUNK),),
        plans=tuple(PlanEntry(f"plan{k}", 1, _plan(k), {}, {}) for k in keys),
        numbers={f"32258050{k}": f"plan{k}" for k in keys},
    )


def _plan(key: str) -> dict[str, object]:
    step = {"ring_group": {"members": [f"user/user{key}"], "order": "ring_all", "timeout": RING_SECONDS}}
    return {"key": f"plan{key}", "name": f"Plan {key}", "internal": f"8{key}", "numbers": [], "steps": [step]}


def _write_dialplan(config: SwitchConfig) -> None:
    etc = config.main_file.parent
    dial = f"exten => _32258050XX,1,Dial(PJSIP/bench.${{EXTEN:-2}},{RING_SECONDS})\n same => n,Hangup()\n"
    (etc / "extensions.conf").write_text(f"[{TRUNK_CONTEXT}]\n{dial}")
    with (etc / "modules.conf").open("a") as modules:
        modules.write("load=app_dial.so\n")


def _start(started: AsyncExitStack, words: Sequence[str], env: dict[str, str], log: Path) -> psutil.Process:
    with log.open("wb") as output:
        process = subprocess.Popen(words, env=env, stdout=output, stderr=output)  # noqa: S603
    started.callback(_end, process)
    return psutil.Process(process.pid)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


async def _engine_ready(here: Environment) -> None:
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                await asyncio.to_thread(door.ask, here.door, door.Status())
                return
            except door.EngineAway:
                await asyncio.sleep(0.05)


async def _telephones(folder: Path, config: SwitchConfig, accounts: Sequence[DeviceAccount]) -> Bulk:
    """Registered from the very port that answers: an exchange calls a telephone back where it registered from."""
    port = free_udp_port(TELEPHONES)
    await register(folder, config, {a.name: a.secret for a in accounts}, port)
    return telephones(folder, TELEPHONES, port)


async def register(folder: Path, config: SwitchConfig, secrets: Mapping[str, str], port: int = 0) -> bool:
    """Register these accounts with their secrets; whether the exchange took all of them."""
    rows = [(name, f"[authentication username={name} password={word}]") for name, word in secrets.items()]
    server = f"{HOST}:{config.sip_port}"
    calls = len(rows)
    counts = await run(REGISTER, server, folder=folder, calls=calls, rate=100, rows=rows, address=TELEPHONES, port=port)
    return counts.successful == calls
