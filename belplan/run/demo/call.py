"""Places one real call into the demo company, lets its telephones behave as asked, and measures who heard what."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from belplan.engine import door
from belplan.engine.companies import Company
from belplan.engine.snapshot import DeviceEntry
from belplan.records.fold import Record, fold
from belplan.records.foretelling import Question
from belplan.run.demo.journal_watch import facts_of_next_call
from belplan.run.demo.listening import write_tone
from belplan.run.demo.telephone import SipAccount, Telephone
from belplan.run.environment import Environment
from belplan.switch.asterisk.errors import SetupError

LONGEST_CALL = 300.0  # seconds
CLEARLY = 0.8  # of a sound, to count as heard
CALLER_HZ = 440
FIRST_DEVICE_HZ = 560
STEP_HZ = 120


@dataclass(frozen=True)
class Heard:
    """What somebody heard, as measured in the recording."""

    who: str
    what: str
    measured: str


@dataclass(frozen=True)
class Held:
    """A call that was held: its record, and what was heard."""

    record: Record
    heard: list[Heard]

    def differences(self, foretold: Record) -> list[str]:
        """Where the call and what was foretold part: component, step, reason, or more than a second."""
        real, simulated = self.record.path, foretold.path
        found = [f"{len(real)} steps instead of {len(simulated)}"] if len(real) != len(simulated) else []
        for a, b in zip(real, simulated, strict=False):
            if (a.component, a.step, str(a.reason)) != (b.component, b.step, str(b.reason)):
                found.append(f"step {a.step} {a.component} ({a.reason}) instead of {b.step} {b.component} ({b.reason})")
            elif abs(a.at - b.at) > 1.0:
                found.append(f"step {a.step} at {a.at:.1f} s instead of {b.at:.1f} s")
        if self.record.outcome != foretold.outcome:
            found.append(f"the call ended {self.record.outcome} instead of {foretold.outcome}")
        return found


class DemoCall:
    """One such call. Recordings and tones go to `folder`."""

    def __init__(self, here: Environment, company: Company, question: Question, folder: Path) -> None:
        self._here = here
        self._company = company
        self._question = question
        self._folder = folder
        self._devices: dict[str, Telephone] = {}
        self._tones = {d.key: FIRST_DEVICE_HZ + STEP_HZ * n for n, d in enumerate(company.about.devices)}

    async def hold(self) -> Held:
        """Place the call and see it through. Raises SetupError, TelephoneError."""
        self._set_clock(self._question.at.timestamp() - time.time())
        try:
            async with AsyncExitStack() as telephones:
                record = await self._call(telephones)
            return Held(record, [*self._announcements(record), *self._talk()])
        finally:
            self._set_clock(0.0)

    def _set_clock(self, seconds: float) -> None:
        try:
            reply = door.ask(self._here.door, door.SetClock(self._company.key, seconds))
        except door.EngineAway:
            raise SetupError("The exchange does not run: start it with `scripts/up`, then try again.") from None
        if reply.problem:
            raise SetupError(f"The call cannot be placed: {reply.problem}.")

    async def _call(self, telephones: AsyncExitStack) -> Record:
        await asyncio.gather(*(self._sign_in(telephones, d) for d in self._company.about.devices))
        caller = await telephones.enter_async_context(
            Telephone.start(
                name="caller",
                user=self._question.caller or "anonymous",
                address="127.0.0.2",
                plays=write_tone(self._folder / "caller-tone.wav", CALLER_HZ),
                folder=self._folder,
            )
        )
        self._caller = caller
        watch = facts_of_next_call(self._here.journal, self._company.key, LONGEST_CALL)
        target = f"sip:{self._question.dialled}@{self._here.host}:{self._here.sip_port}"
        call = await caller.dial(target)
        people = asyncio.create_task(self._behave(call))
        try:
            record = fold(await watch)
            await call.ended()
            return record
        finally:
            people.cancel()
            await asyncio.gather(people, return_exceptions=True)

    async def _sign_in(self, telephones: AsyncExitStack, device: DeviceEntry) -> None:
        told = self._behaviour(device)
        if not told.registered:
            return
        account = SipAccount(
            user=device.account, secret=self._secrets[device.account], server=f"{self._here.host}:{self._here.sip_port}"
        )
        telephone = await telephones.enter_async_context(
            Telephone.start(
                name=device.key,
                account=account,
                plays=write_tone(self._folder / f"{device.key}-tone.wav", self._tones[device.key]),
                folder=self._folder,
                on_ring=_on_ring(told),
            )
        )
        await telephone.registered()
        self._devices[device.key] = telephone
