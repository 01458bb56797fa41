"""An installation under its own supervisor, and enough telephones for fifty talks at once."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
import wave
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from belplan.callevents import CallEvent
from belplan.engine import door, snapshot
from belplan.engine.journal_reader import read
from belplan.engine.snapshot import CompanySnapshot, DeviceEntry, PlanEntry, TrunkEntry, UserEntry
from belplan.run import environment
from belplan.run.demo.listening import tone_seconds, write_tone
from belplan.run.demo.telephone import Answer, Call, SipAccount, Telephone
from belplan.run.environment import Environment
from belplan.run.parts import parts
from belplan.run.state import State, StateFile
from belplan.run.supervisor import Supervisor
from belplan.run.switch_setup import configure, speech_command
from belplan.speech.prompts import make_prompts
from belplan.switch.accounts import DeviceAccount, TrunkAccount
from belplan.switch.asterisk.accounts import write_accounts
from tests.phones.asterisk import free_port

TALKS = 50
TALKING = 13  # telephones on each side for these; one holds four calls at the most
FRESH = 13  # the pair that does not talk
PAIRS = 14
CALLERS = "127.0.2.0/24"
CALLER_HZ, DEVICE_HZ = 440, 660


def number(pair: int) -> str:
    return f"32258050{pair:02}"


def company() -> CompanySnapshot:
    """A number, a plan, a user and a telephone for each pair."""
    names = [f"desk{pair}" for pair in range(PAIRS)]
    return CompanySnapshot(
        key="demo",
        name="Demo",
        timezone="Europe/Brussels",
        country="BE",
        language="nl",
        users=tuple(UserEntry(name, name, str(200 + n), (name,), "") for n, name in enumerate(names)),
        devices=tuple(DeviceEntry(name, name, f"{name}.demo", name) for name in names),
        trunks=(TrunkEntry("carrier", "trunk.carrier.demo"),),
        plans=tuple(_plan(pair, name) for pair, name in enumerate(names)),
        numbers={number(pair): f"plan{pair}" for pair in range(PAIRS)},
    )


def _plan(pair: int, name: str) -> PlanEntry:
    ring = {"ring_group": {"members": [f"user/{name}"], "order": "ring_all", "timeout": 30}}
    key = f"plan{pair}"
    tree = {"key": key, "name": key, "numbers": [number(pair)], "steps": [ring, {"hang_up": {}}]}
    return PlanEntry(key, 1, tree, {}, {})


@dataclass
class Office:
    """The installation and its telephones."""

    here: Environment
    folder: Path
    devices: list[Telephone] = field(default_factory=list)
    callers: list[Telephone] = field(default_factory=list)

    @property
    def sip(self) -> str:
        return f"{self.here.host}:{self.here.sip_port}"

    def facts(self) -> list[CallEvent]:
        return [fact for fact, _ in read(self.here.journal, self.here.node)]

    async def dial(self, pair: int) -> Call:
        return await self.callers[pair].dial(f"sip:{number(pair)}@{self.sip}")

    async def talks(self) -> list[Call]:
        """Fifty calls that are answered, as the callers have them."""
        calls = [await self.dial(n % TALKING) for n in range(TALKS)]
        for call in calls:
            await call.answered(30)
        return calls

    def kill(self, part: str) -> None:
        """Kill a part as if the machine did."""
        os.kill(self.state().parts[part].pid, signal.SIGKILL)

    def state(self) -> State:
        state = StateFile(self.here.data).read()
        assert state is not None
        return state

    async def back(self, part: str, seconds: float) -> float:
        """Until a part that was killed runs again; how long it took, in seconds."""
        began = time.monotonic()
        async with asyncio.timeout(seconds):
            while (now := self.state().parts[part]).state != "running" or not now.restarts:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return time.monotonic() - began

    async def status(self) -> door.Reply:
        return await asyncio.to_thread(door.ask, self.here.door, door.Status())


@asynccontextmanager
async def office_at_work(folder: Path) -> AsyncIterator[Office]:
    """Start switch and engine under the supervisor, and sign all telephones in; end everything."""
    # Asterisk's control socket needs a shorter path than pytest's own folders have.
    with tempfile.TemporaryDirectory(prefix="belplan-") as data:
        ports = {name: str(free_port()) for name in ("BELPLAN_SIP_PORT", "BELPLAN_TLS_PORT", "BELPLAN_ARI_PORT")}
        media = {"BELPLAN_RTP_FIRST": "12000", "BELPLAN_RTP_LAST": "15999"}
        environ = {**os.environ, **ports, **media, "BELPLAN_DATA": data}
        here = environment.read(environ)
        async with AsyncExitStack() as started:
            await started.enter_async_context(_supervised(here, environ))
            yield await _with_telephones(Office(here, folder), started)


@asynccontextmanager
async def _supervised(here: Environment, environ: dict[str, str]) -> AsyncIterator[None]:
    config = configure(here)
    make_prompts(here.sounds / "prompts", *speech_command(here))
    snapshot.write(here.snapshots, company())
    devices = [DeviceAccount(device.account, "secret") for device in company().devices]
    write_accounts(config.accounts, devices, [TrunkAccount("trunk.carrier.demo", "127.0.0.2", addresses=(CALLERS,))])
    asterisk, engine = parts(here, config)[:2]
    engine = type(engine)(engine.name, engine.argv, engine.ready, environ)
    file = StateFile(here.data)
    supervisor = Supervisor([asterisk, engine], file, here.data / "log", here.url)
    stop, ready = asyncio.Event(), asyncio.Event()
    with file.held(State(os.getpid(), here.url)):
        running = asyncio.create_task(supervisor.run(stop, ready.set))
        waiting = asyncio.create_task(ready.wait())
        try:
            await asyncio.wait((running, waiting), return_when=asyncio.FIRST_COMPLETED)
            yield
        finally:
            waiting.cancel()
            stop.set()
            await running


async def _with_telephones(office: Office, started: AsyncExitStack) -> Office:
    desk_tone = write_tone(office.folder / "device.wav", DEVICE_HZ)
    caller_tone = write_tone(office.folder / "caller.wav", CALLER_HZ)
    for pair in range(PAIRS):
        account = SipAccount(user=f"desk{pair}.demo", secret="secret", server=office.sip)
        desk = Telephone.start(
            name=f"desk{pair}", folder=office.folder, account=account, plays=desk_tone, on_ring=Answer(0.2)
        )
        office.devices.append(await started.enter_async_context(desk))
        caller = Telephone.start(
            name=f"caller{pair}",
            folder=office.folder,
            user="32475112233",
            address=f"127.0.2.{pair + 1}",
            plays=caller_tone,
        )
        office.callers.append(await started.enter_async_context(caller))
    for desk_phone in office.devices:
        await desk_phone.registered()
    return office


def heard_last(call: Call, hz: int, seconds: float) -> float:
    """For how many of the last `seconds` of a call's recording there was this tone.

    Counted from the end: on a busy machine a telephone records less than the time that goes by.
    """
    assert call.heard is not None
    with wave.open(str(call.heard)) as whole, tempfile.NamedTemporaryFile(suffix=".wav") as part:
        whole.setpos(max(0, whole.getnframes() - int(seconds * whole.getframerate())))
        with wave.open(part.name, "wb") as rest:
            rest.setparams(whole.getparams())
            rest.writeframes(whole.readframes(whole.getnframes()))
        return tone_seconds(Path(part.name), hz)
