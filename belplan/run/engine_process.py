"""The engine's process: Asterisk and the snapshots on one side, the journal and the control door on the other."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time

import uvloop

from belplan.callevents import CallEvent
from belplan.callplan import public_holidays
from belplan.engine import companies, door, journal_reader, recovery
from belplan.engine.changes import Place
from belplan.engine.door import (
    AnyRequest,
    Asked,
    AskPresence,
    AskTrunks,
    CallState,
    LiveState,
    PlaceCall,
    Record,
    RecordingState,
    Reload,
    Reply,
    SetClock,
    SetState,
    Status,
)
from belplan.engine.engine import Engine
from belplan.engine.journal import Journal
from belplan.engine.limits import Limits
from belplan.engine.live_call import Surroundings
from belplan.engine.placing import Order, PlacedCall
from belplan.engine.presence import Presence
from belplan.engine.recording import Recording, RecordingOrder, Recordings
from belplan.engine.sounds import Sounds
from belplan.engine.state import AnyChange, CannotChange, States
from belplan.engine.watching import Watching
from belplan.run.environment import OTHERS, Environment, read
from belplan.run.switch_setup import switch_config
from belplan.switch.asterisk.config import ARI_USER
from belplan.switch.asterisk.switch import AsteriskSwitch
from belplan.switch.asterisk.trunk_lines import TrunkLines
from belplan.switch.port import Switch, SwitchAway

LONGEST_CALL = 24 * 3600.0  # seconds; one that began earlier is not taken back by an engine that starts

log = logging.getLogger(__name__)


class EngineProcess:
    """One engine at work, and what may be asked of it at its door."""

    def __init__(self, here: Environment, switch: Switch) -> None:
        self._here = here
        self._switch = switch
        self._ahead: dict[str, float] = {}  # seconds that a demo company's clock stands ahead
        self._journal = Journal(here.journal, here.node)
        sounds = Sounds(here.data)
        limits = Limits(time.time, here.data / "outside-minutes.json")
        folder, durable = here.data / "state", self._journal.durable
        self._states = States(time.time, here.node, self._tell, folder=folder, durable=durable)
        around = Surroundings(switch, limits, self._company_time, sounds.file, sounds.prompt, here.node, self._states)
        self._watching = Watching()
        self._engine = Engine(around, time.time, self._tell)
        self._recordings = Recordings(switch, sounds.prompt, here.data)
        self._presence = Presence(switch, lambda: self._engine.companies, self._states, time.time)

    def _tell(self, fact: CallEvent) -> None:
        self._journal.append(fact)
        self._presence.see(fact)
        self._watching.see(fact)

    def _company_time(self, company: str) -> float:
        return time.time() + self._ahead.get(company, 0.0)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop`."""
        public_holidays.load()
        self._engine.companies = companies.load(self._here.snapshots)
        journal, node = self._here.journal, self._here.node
        since = journal_reader.written_since(journal, node, time.time() - LONGEST_CALL)
        self._states.load()
        facts = (fact for fact, _ in journal_reader.read(journal, node, since))
        left = recovery.open_calls(self._states.catch_up(facts))
        for company in self._engine.companies.by_key.values():
            await self._states.look_at(company)
        legs = await self._switch.start(self._engine.take, [leg for call in left for leg in call.legs])
        for call in left:
            for fact in call.facts:
                self._presence.see(fact)
                self._watching.see(fact)
        self._engine.take_back(left, legs)
        lamps = asyncio.create_task(self._presence.run())
        server = await door.open_door(self._here.door, self.carry_out, self._watching.follow)
        log.info("the engine serves %d companies", len(self._engine.companies.by_key))
        try:
            await stop.wait()
        finally:
            server.close()
            lamps.cancel()
            await asyncio.wait((lamps,))
            await self._switch.stop()
            self._journal.close()

    async def carry_out(self, request: AnyRequest) -> Reply:
        """Carry out one request of the control door."""
        match request:
            case Reload(company=key, change=place):
                return await self._reload(key, place)
            case SetClock(company=key, seconds=seconds):
                return self._set_clock(key, seconds)
            case PlaceCall(company=key, order=order):
                return self._place(key, order)
            case SetState(company=key, change=change):
                return await self._set_state(key, change)
            case Record(company=key, order=order):
                return self._record(key, order)
            case _:
                return await self._answer(request)

    async def _answer(self, question: Asked) -> Reply:
        match question:
            case CallState(call=call):
                return _placed(self._engine.placed(call))
            case LiveState(company=key):
                return Reply(live=self._states.of(key))
            case AskPresence():
                return await self._ask_presence(question)
            case AskTrunks(company=key):
                return await self._ask_trunks(key)
            case RecordingState(company=key, name=name):
                return _recording(self._recordings.of(key, name))
            case Status():
                return await self._status()

    async def _reload(self, key: str, place: Place | None) -> Reply:
        known = self._engine.companies.by_key.get(key)
        fresh = companies.follow(known, self._here.snapshots / f"{key}.json", place)
        if fresh is None:
            return Reply(problem=f"the snapshot of company {key} cannot be read; the engine keeps the one it has")
        self._engine.companies = self._engine.companies.replaced(fresh)
        await self._states.look_at(fresh)
        self._presence.renew(key, known)
        return Reply()

    def _set_clock(self, key: str, seconds: float) -> Reply:
        company = self._engine.companies.by_key.get(key)
        if company is None or not company.about.demo:
            return Reply(problem="the clock can be set for the demo company only")
        self._ahead[key] = seconds
        return Reply()

    def _place(self, key: str, order: Order) -> Reply:
        company = self._engine.companies.by_key.get(key)
        if company is None:
            return Reply(problem=f"the engine knows no company {key}")
        return _placed(self._engine.place(company, order))

    def _record(self, key: str, order: RecordingOrder) -> Reply:
        company = self._engine.companies.by_key.get(key)
        if company is None:
            return Reply(problem=f"the engine knows no company {key}")
        return _recording(self._recordings.begin(company, order))

    async def _set_state(self, key: str, change: AnyChange) -> Reply:
        company = self._engine.companies.by_key.get(key)
        if company is None:
            return Reply(problem=f"the engine knows no company {key}")
        try:
            await self._states.change(company, change)
        except CannotChange as refused:
            return Reply(problem=str(refused))
        return Reply(live=self._states.of(key))

    async def _ask_presence(self, request: AskPresence) -> Reply:
        company = self._engine.companies.by_key.get(request.company)
        if company is None:
            return Reply(problem=f"the engine knows no company {request.company}")
        try:
            devices = await self._presence.of_devices(company, request.devices)
        except SwitchAway as away:
            return Reply(problem=str(away))
        return Reply(users={key: self._presence.of_user(company, key) for key in request.users}, devices=devices)

    async def _ask_trunks(self, key: str) -> Reply:
        company = self._engine.companies.by_key.get(key)
        if company is None:
            return Reply(problem=f"the engine knows no company {key}")
        keys = {trunk.account: trunk.key for trunk in company.about.trunks}
        try:
            found = await self._switch.trunks(keys) if keys else {}
        except SwitchAway as away:
            return Reply(problem=str(away))
        return Reply(trunks={keys[account]: standing for account, standing in found.items()})

    async def _status(self) -> Reply:
        held = await self._switch.held()
        return Reply(
            calls=self._engine.calls,
            companies=len(self._engine.companies.by_key),
            legs=held.legs,
            connections=held.connections,
        )


def _placed(call: PlacedCall | None) -> Reply:
    if call is None:
        return Reply(problem="the engine knows no such call")
    return Reply(state=call.state, read_out_at=call.read_out_at, outcome=call.outcome or "")


def _recording(found: Recording | None) -> Reply:
    return Reply(recording=found.stage if found else None)


async def _main() -> None:
    here = read()
    config = switch_config(here)
    url, secret, lines = config.ari_url, config.ari_password(), TrunkLines(config)
    switch = AsteriskSwitch(url, ARI_USER, secret, registrar=config.registrar, trunk_lines=lines)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await EngineProcess(here, switch).run(stop)


def main() -> None:
    """Run until SIGTERM."""
    os.umask(OTHERS)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    uvloop.run(_main())


if __name__ == "__main__":
    main()
