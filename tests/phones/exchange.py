"""The whole exchange for stories of calls: a real Asterisk, real telephones, and the real engine between them.

The engine runs in the test's own process, so that a story sees its facts as they happen and can give it another
company, other limits or another hurry. Ann's telephone speaks UDP, Bart's TCP and Cas's TLS; `wim` is anybody outside
who calls in, `carrier` is where the calls go that leave over the trunk.
"""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from belplan.callevents import CallEvent
from belplan.engine.companies import company, index
from belplan.engine.engine import Engine
from belplan.engine.limits import Limits, Reservation
from belplan.engine.live_call import Surroundings
from belplan.engine.snapshot import CompanySnapshot
from belplan.engine.sounds import Sounds
from belplan.engine.state import States
from belplan.records.fold import Record, fold
from belplan.run.demo.listening import write_tone
from belplan.run.demo.telephone import Behaviour, LetRing, SipAccount, Telephone
from belplan.run.demo.telephone_call import Call
from belplan.run.demo.telephone_wire import Transport
from belplan.speech.prompts import make_prompts
from belplan.speech.sounds import SoundFile
from belplan.speech.speaking import speak
from belplan.switch.accounts import DeviceAccount, TrunkAccount
from belplan.switch.asterisk.accounts import Changes
from belplan.switch.asterisk.config import ARI_USER
from belplan.switch.asterisk.installation import Installation
from belplan.switch.asterisk.launch import read_groups_anew
from belplan.switch.asterisk.switch import AsteriskSwitch
from belplan.switch.port import Held, Invitation, Leg
from tests.engine.exchange import NUMBER, snapshot
from tests.phones.asterisk import CARRIER_ADDRESS, HOST, RunningAsterisk, configuration, running_asterisk

WIM = "32475112233"
TRANSPORTS: Mapping[str, Transport] = {"ann": "udp", "bart": "tcp", "cas": "tls", "lobby": "udp"}
TONES = {"ann": 560.0, "bart": 680.0, "cas": 800.0, "lobby": 920.0, "wim": 440.0, "carrier": 1040.0}  # Hz
TRUNK = "carrier.demo"
WELCOME = "Welkom bij Demo. Een ogenblik geduld."
LOOK_SECONDS = 0.01
OVER_SECONDS = 15.0
LISTED_SECONDS = 0.5

Steps = Sequence[Mapping[str, Any]]


@dataclass
class Building:
    """What is started once for many stories: the switch, the telephones and the sounds."""

    asterisk: RunningAsterisk
    switch: AsteriskSwitch
    telephones: Mapping[str, Telephone]
    folder: Path
    welcome: SoundFile
    visiting: RealExchange | None = None

    def take(self, leg: Leg, invitation: Invitation) -> None:
        """Hand a call that enters to the story that plays now."""
        assert self.visiting, "a call came in before the first story"
        self.visiting.engine.take(leg, invitation)

    @property
    def sip(self) -> str:
        """Where the switch takes calls by UDP and TCP."""
        return f"{HOST}:{self.asterisk.config.sip_port}"

    def account(self, name: str, transport: Transport = "udp", secret: str = "") -> SipAccount:
        """How a telephone signs in; with the right secret unless told otherwise."""
        server = self.sip if transport != "tls" else f"{HOST}:{self.asterisk.config.tls_port}"
        return SipAccount(user=name, secret=secret or secret_of(name), server=server, transport=transport)

    def prompt(self, name: str, language: str = "nl") -> Path:
        """The file of one of the exchange's own sentences."""
        return self.folder / "sounds" / "prompts" / language / f"{name}.wav"

    @property
    def devices(self) -> list[DeviceAccount]:
        """The telephones that may sign in; nobody has Dora's."""
        names = (*TRANSPORTS, "dora")
        return [DeviceAccount(f"{name}.demo", secret_of(f"{name}.demo"), group="demo") for name in names]

    def let_in(self, devices: Iterable[DeviceAccount] = (), trunk: TrunkAccount | None = None) -> Changes:
        """Let the switch know these telephones and this trunk; without, those of every story."""
        host, _, port = self.telephones["carrier"].address.rpartition(":")
        by_address = TrunkAccount(TRUNK, host, int(port), addresses=(host,))
        return self.asterisk.accounts(devices or self.devices, [trunk or by_address])

    def company(self, steps: Steps, **changes: Any) -> CompanySnapshot:
        """The company of the engine's stories, with a welcome that can be heard."""
        about = snapshot([dict(step) for step in steps], **changes)
        sounds = {"welcome": (str(self.welcome.path.relative_to(self.folder)), self.welcome.seconds)}
        return msgspec.structs.replace(
            about, plans=tuple(msgspec.structs.replace(plan, sounds=sounds) for plan in about.plans)
        )


def secret_of(account: str) -> str:
    """The secret of an account in these stories."""
    return f"secret of {account}"


@asynccontextmanager
async def real_building() -> AsyncIterator[Building]:
    """Start all of it; end all of it."""
    # Asterisk's control socket needs a shorter path than pytest's own folders have.
    with tempfile.TemporaryDirectory(prefix="belplan-") as name:
        folder = Path(name)
        config = configuration(folder, folder / "sounds" / "prompts")
        welcome = _speak_all(folder, config.installation)
        with running_asterisk(config) as asterisk:
            async with AsyncExitStack() as started:
                switch = AsteriskSwitch(
                    config.ari_url, ARI_USER, config.ari_password(), config.app, registrar=config.registrar
                )
                telephones: dict[str, Telephone] = {}
                building = Building(asterisk, switch, telephones, folder, welcome)
                await _connect_telephones(building, telephones, started)
                await switch.start(building.take)
                started.push_async_callback(switch.stop)
                yield building


def _speak_all(folder: Path, installation: Installation) -> SoundFile:
    command = installation.tool("espeak-ng") or [shutil.which("espeak-ng") or "espeak-ng"]
    make_prompts(folder / "sounds" / "prompts", command, installation.environment())
    return speak(WELCOME, "nl", folder / "sounds", command, installation.environment())


async def _connect_telephones(building: Building, telephones: dict[str, Telephone], started: AsyncExitStack) -> None:
    folder, tones = building.folder, building.folder / "tones"
    tones.mkdir()

    async def connect(name: str, **how: Any) -> None:
        plays = write_tone(tones / f"{name}.wav", TONES[name])
        telephones[name] = await started.enter_async_context(
            Telephone.start(name=name, folder=folder, plays=plays, **how)
        )

    for outside in ("wim", "carrier"):
        await connect(outside, user=outside, address=CARRIER_ADDRESS)
    building.let_in()
    await read_groups_anew(building.asterisk.config)
    for name, transport in TRANSPORTS.items():
        await connect(name, account=building.account(f"{name}.demo", transport))
        await telephones[name].registered()


@dataclass
class RealExchange:
    """The engine for one story. `serves` says which companies it has; `over` waits until nothing is left of a call.

    Conditions are judged at `now`, which a story may set (a company's key: seconds since the epoch); facts and limits
    keep real time.
    """

    building: Building
    events: list[CallEvent] = field(default_factory=list)
    states: States = field(default_factory=States)
    follower: Callable[[CallEvent], None] = lambda fact: None
    now: Callable[[str], float] = lambda _: time.time()
    seeds: Iterator[int] = field(default_factory=lambda: itertools.count(1))  # of each call's chances

    def __post_init__(self) -> None:
        self._earlier = {name: len(phone.incoming) for name, phone in self.telephones.items()}
        self.limits = Limits(time.time)
        sounds = Sounds(self.building.folder)
        around = Surroundings(
            self.building.switch, self.limits, lambda company: self.now(company), sounds.file, sounds.prompt, "node1",
            self.states,
        )  # fmt: skip
        self.engine = Engine(around, time.time, self._tell, seeds=lambda: next(self.seeds))
        for telephone in self.telephones.values():
            telephone.on_ring = LetRing()
        self.building.visiting = self

    def _tell(self, fact: CallEvent) -> None:
        self.events.append(fact)
        self.follower(fact)

    @property
    def telephones(self) -> Mapping[str, Telephone]:
        """Everybody's telephone."""
        return self.building.telephones

    def serves(self, *companies: CompanySnapshot) -> None:
        """Have exactly these companies."""
        self.engine.companies = index(company(about) for about in companies)

    def plan(self, *steps: Mapping[str, Any], **changes: Any) -> None:
        """Have the one company, with a plan of these steps on its number."""
        self.serves(self.building.company(steps, **changes))

    def people(self, **behaviours: Behaviour) -> None:
        """Tell who meets a call how; everybody else lets it ring."""
        for name, behaviour in behaviours.items():
            self.telephones[name].on_ring = behaviour

    def spent(self, company: str, seconds: float) -> None:
        """Let a company have talked to the outside for so long today."""
        place = self.limits.reserve(self.engine.companies.by_key[company], "BE")
        assert isinstance(place, Reservation)
        place.since = time.time() - seconds
        place.release()

    @asynccontextmanager
    async def also_connected(self, *accounts: str) -> AsyncIterator[list[Telephone]]:
        """More telephones, for one story."""
        building = self.building
        building.let_in([*building.devices, *(DeviceAccount(name, secret_of(name)) for name in accounts)])
        async with AsyncExitStack() as started:
            more = [
                await started.enter_async_context(
                    Telephone.start(name=name, folder=building.folder, account=building.account(name))
                )
                for name in accounts
            ]
            await asyncio.gather(*(telephone.registered() for telephone in more))
            yield more
        building.let_in()

    async def call_in(self, number: str = NUMBER, caller: str = WIM, **more: Any) -> Call:
        """Somebody outside calls one of our numbers."""
        return await self.telephones["wim"].dial(f"sip:{number}@{self.building.sip}", from_user=caller, **more)

    async def dial(self, who: str, number: str) -> Call:
        """One of us dials."""
        return await self.telephones[who].dial(number)

    def calls_at(self, name: str) -> list[Call]:
        """The calls that came in at a telephone during this story."""
        return self.telephones[name].incoming[self._earlier[name] :]

    async def rings(self, name: str, times: int = 1, seconds: float = 10.0) -> Call:
        """Until a telephone has been rung so many times in this story: the last of these calls."""
        async with asyncio.timeout(seconds):
            while len([call for call in self.calls_at(name) if call.times]) < times:  # noqa: ASYNC110 (it is told by another process)
                await asyncio.sleep(LOOK_SECONDS)
        return self.calls_at(name)[times - 1]

    async def over(self) -> None:
        """Return when no call is left, neither here nor at any telephone. The switch must hold nothing then."""
        async with asyncio.timeout(OVER_SECONDS):
            await self.engine.idle()
        held = await self._held()
        assert held == Held(legs=0, connections=0), held
        for telephone in self.telephones.values():
            for call in telephone.calls:
                await call.ended(5)

    async def _held(self) -> Held:
        """What the switch holds; Asterisk queues the end of a bridge, so that it may still list one that it gave up."""
        listed_until = time.monotonic() + LISTED_SECONDS
        while True:
            held = await self.building.switch.held()
            if not held.connections or time.monotonic() > listed_until:
                return held
            await asyncio.sleep(LOOK_SECONDS)

    async def clear(self) -> None:
        """Let everybody hang up who still is in a call, after a story that stopped halfway."""
        left = [call for phone in self.telephones.values() for call in phone.calls if call.state != "ended"]
        await asyncio.gather(*(call.hang_up() for call in left))

    @property
    def records(self) -> list[Record]:
        """The record of each call, in the order in which they began."""
        by_call: dict[str, list[CallEvent]] = {}
        for event in self.events:
            by_call.setdefault(event.call, []).append(event)
        return [fold(facts) for facts in by_call.values()]

    @property
    def record(self) -> Record:
        """The record of the one call."""
        (record,) = self.records
        return record


def path_of(record: Record) -> list[str]:
    """The steps, with why: "1 ring_group: 3225805000 was called"."""
    return [f"{step.step} {step.component}: {step.reason}" for step in record.path]


def endings_of(record: Record) -> dict[str, str]:
    """How each party's telephone ended."""
    return {leg.party: leg.ending or "" for leg in record.legs}


def rung_at(call: Call) -> float:
    """When the telephone got the INVITE, on the machine's monotonic clock."""
    return next(message.at for message in call.messages if message.starts_a_call)


def invited(call: Call) -> int:
    """How many INVITEs began this call, each once however often it was sent again."""
    return len({message.identity for message in call.messages if message.starts_a_call})
