"""One simulated installation: companies, people, Asterisk, and the real engine, which is killed and started anew."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from belplan.callevents import CallEvent, from_line, to_line
from belplan.engine import recovery
from belplan.engine.companies import index
from belplan.engine.engine import Engine
from belplan.engine.limits import Limits
from belplan.engine.live_call import Surroundings
from belplan.switch.asterisk.switch import AsteriskSwitch
from belplan.switch.behaviour import Telephone
from belplan.switch.port import Sound, SwitchAway
from tests.simulation.faults import NO_FAULTS, Faults
from tests.simulation.lines import ModelClient, Wire
from tests.simulation.loop import LIFE, Life, SimulationLoop
from tests.simulation.model import Asterisk
from tests.simulation.people import Arrival, arrivals, telephone
from tests.simulation.plans import random_company
from tests.simulation.rest import Rest

APP = "belplan"
NODE = "node1"
TEN = 1795510800.0  # 2026-11-24 10:00 in Brussels, in seconds since the epoch
WRITTEN = 0.004  # seconds within which a fact is on the disk
PROMPT_SECONDS = 3.0
AWAY = (0.5, 5.0)  # seconds until a killed process is back
QUIET_SECONDS = 400  # within which all is over after the last call came in
SECONDS_A_CALL = 0.7  # between two calls, on the average


class Journal:
    """The facts, as they would be found on the disk."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.lines: list[tuple[float, bytes]] = []  # with the moment from which it is on the disk

    def append(self, now: float, fact: CallEvent) -> None:
        """A thread writes it a little later, one after the other."""
        last = self.lines[-1][0] if self.lines else 0.0
        self.lines.append((max(last, now + self._chance.uniform(0, WRITTEN)), to_line(fact)))

    def crash(self, now: float) -> None:
        """What was not written is lost."""
        self.lines = [line for line in self.lines if line[0] <= now]

    def facts(self) -> list[CallEvent]:
        """All that can be read."""
        return [from_line(line) for _, line in self.lines]


@dataclass
class Run:
    """One run of the engine's process. `until` is None while it lives."""

    since: float  # it began to serve
    until: float | None = None
    life: Life = field(default_factory=Life)
    client: ModelClient | None = None


@dataclass(repr=False)
class World:
    """`log` is everything that passed, in order, with its time."""

    seed: str
    calls: int
    faults: Faults
    folder: Path
    log: list[tuple[float, str, Any]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)  # what should not even be possible
    runs: list[Run] = field(default_factory=list)
    deaths: list[float] = field(default_factory=list)  # of Asterisk
    cuts: list[float] = field(default_factory=list)  # of the line for events

    def __post_init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.companies = [
            random_company(self._dice(f"plans {n}"), f"c{n}", [f"32258{n}500{m}" for m in range(3)]) for n in range(2)
        ]
        self.journal = Journal(self._dice("journal"))
        self.wire = Wire(self.faults, self._dice("wire"), self.note, self._count)
        self._people = self._dice("people")
        self._fate = self._dice("fate")
        rhythms = (self.faults.crash_every, self.faults.cut_every, self.faults.death_every)
        self._since = {every: self._fate.randrange(every) for every in rhythms if every}  # events since the last one
        self.asterisk = Asterisk(APP, self._dice("model"), self._telephone, {}, self.note)
        self.rest = Rest(self.asterisk)
        self.events = 0
        self.epoch = TEN + 3600 * self._dice("hour").choice((0, 0, 10))
        self.left = 0  # calls that the engine still had at the end
        self.over = 0.0  # when all ended
        self._engine_now: Engine | None = None
        self._limits = self.folder / "minutes.json"

    def _dice(self, what: str) -> Random:
        return Random(f"{self.seed} {what}")  # noqa: S311

    def note(self, what: str, about: object) -> None:
        """Write down what passed."""
        self.log.append((self._loop.time(), what, about))

    def now(self) -> float:
        """Seconds since the epoch."""
        return self.epoch + self._loop.time()

    # The course of things

    async def play(self) -> None:
        """Everything from the first call until all is quiet; afterwards without faults."""
        self._boot_engine()
        await asyncio.sleep(1)
        for arrival in arrivals(self._dice("arrivals"), self.companies, self.calls, SECONDS_A_CALL):
            await asyncio.sleep(max(0.0, 1 + arrival.at - self._loop.time()))
            self._arrive(arrival)
        for _ in range(QUIET_SECONDS):
            if self.asterisk.channels:
                await asyncio.sleep(1)
        self.wire.faults = NO_FAULTS
        await asyncio.sleep(30)
        self.over = self._loop.time()
        self.left = self._engine_now.calls if self._engine_now else 0
        self._end_engine()

    def _arrive(self, arrival: Arrival) -> None:
        if self.asterisk.running:
            self.asterisk.call(arrival.invitation, arrival.caller)

    def _telephone(self, endpoint: str) -> Telephone:
        return telephone(self._people, endpoint)

    def _count(self) -> None:
        self.events += 1
        faults = self.wire.faults
        for every, action in (
            (faults.crash_every, self._crash),
            (faults.cut_every, self._cut),
            (faults.death_every, self._die),
        ):
            if every and (self.events + self._since[every]) % every == 0:
                self._loop.call_later(self._fate.uniform(0, 0.02), action)

    # Asterisk

    def _cut(self) -> None:
        self.cuts.append(self._loop.time())
        self.note("line cut", "")
        self.asterisk.disconnect(self.asterisk.line)

    def _die(self) -> None:
        self.deaths.append(self._loop.time())
        self.note("asterisk dies", "")
        self.asterisk.die()
        self._loop.call_later(self._fate.uniform(1, 5), self.asterisk.boot)

    # The engine

    def _boot_engine(self) -> None:
        context = contextvars.copy_context()
        run = Run(self._loop.time())
        context.run(LIFE.set, run.life)
        self.runs.append(run)
        self.note("engine starts", "")
        self._loop.create_task(self._engine(run), context=context, name="engine")

    async def _engine(self, run: Run) -> None:
        """What the engine's process does, without files and door."""

        def sink(fact: CallEvent) -> None:
            if not run.life.over:
                self.note("fact", fact)
                self.journal.append(self._loop.time(), fact)

        client = run.client = ModelClient(self, APP)
        switch = AsteriskSwitch("", "", "", APP, client=lambda *_: client)  # type: ignore[arg-type]
        limits = Limits(self.now, self._limits)
        around = Surroundings(switch, limits, lambda _: self.now(), self._sound, self._prompt, NODE)
        engine = Engine(around, self.now, sink, seeds=lambda: self._fate.getrandbits(32))
        self._engine_now = engine
        engine.companies = index(self.companies)
        left = recovery.open_calls(self.journal.facts())
        try:
            legs = await switch.start(engine.take, [leg for call in left for leg in call.legs])
        except SwitchAway:
            self._loop.call_soon(self._crash, 1.0)
            return
        engine.take_back(left, legs)
        await asyncio.get_running_loop().create_future()

    def _sound(self, path: str, seconds: float) -> Sound:
        self.asterisk.sounds[f"/data/{path.removesuffix('.wav')}"] = seconds
        return Sound(Path("/data") / path, seconds)

    def _prompt(self, language: str, name: str) -> Sound:
        return self._sound(f"prompts/{language}/{name}.wav", PROMPT_SECONDS)

    def _crash(self, away: float | None = None) -> None:
        if self.runs[-1].until is not None:
            return
        self._end_engine()
        self.journal.crash(self._loop.time())
        self._loop.call_later(self._fate.uniform(*AWAY) if away is None else away, self._boot_engine)

    def _end_engine(self) -> None:
        run = self.runs[-1]
        run.until = self._loop.time()
        self.note("engine dies", "")
        if run.client is not None:
            run.client.kill()
        run.life.end()


@contextmanager
def fixed_ids(chance: Random) -> Iterator[None]:
    """Ids that come from this chance alone."""
    with (
        mock.patch.object(uuid, "uuid4", side_effect=lambda: uuid.UUID(int=chance.getrandbits(128), version=4)),
        mock.patch.object(secrets, "token_hex", side_effect=lambda size: chance.randbytes(size).hex()),
    ):
        yield


class _Troubles(logging.Handler):
    """Errors that are logged with a trace are findings: nobody expected them."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def emit(self, record: logging.LogRecord) -> None:
        life = LIFE.get()
        if record.exc_info and life is not None and not life.over:
            self._world.troubles.append(f"{record.getMessage()}: {record.exc_info[1]!r}")


def simulate(seed: str, calls: int, faults: Faults, folder: Path) -> World:
    """Play one world to its end, on virtual time."""

    async def main() -> World:
        world = World(seed, calls, faults, folder)
        handler = _Troubles(world)
        log = logging.getLogger("belplan")
        before = log.level, log.propagate
        log.addHandler(handler)
        log.setLevel(logging.ERROR)
        log.propagate = False
        asyncio.get_running_loop().set_exception_handler(lambda _, context: _unhandled(world, context))
        try:
            await world.play()
        finally:
            log.removeHandler(handler)
            log.setLevel(before[0])
            log.propagate = before[1]
        return world

    with fixed_ids(Random(f"{seed} ids")), asyncio.Runner(loop_factory=SimulationLoop) as runner:  # noqa: S311
        return runner.run(main())


def _unhandled(world: World, context: dict[str, Any]) -> None:
    life = LIFE.get()
    if life is None or not life.over:
        world.troubles.append(f"{context.get('message')}: {context.get('exception')!r}")
