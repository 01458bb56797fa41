"""Places one real call into the demo company, lets its telephones behave as asked, and measures who heard what."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from belplan.callevents import Ending
from belplan.callplan.plan import walk_plan
from belplan.callplan.references import references
from belplan.engine import door
from belplan.engine.companies import Company
from belplan.engine.snapshot import DeviceEntry
from belplan.records.fold import Record
from belplan.records.foretelling import Question
from belplan.run.demo.listening import same_audio, tone_seconds, write_tone
from belplan.run.demo.telephone import (
    Answer,
    Behaviour,
    Call,
    LetRing,
    Refuse,
    SipAccount,
    Telephone,
    TelephoneError,
    busy,
)
from belplan.run.environment import Environment
from belplan.switch import behaviour
from belplan.switch.asterisk.errors import SetupError

LONGEST_CALL = 300.0  # seconds
RECORD_SECONDS = 15.0  # for the worker to make the record
CARRIER = "127.0.0.2"  # where the demo company's trunk sends from
CLEARLY = 0.6  # of a sound, to count as heard: other sounds stay below 0.4
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
        self._telephones: dict[str, Telephone] = {}  # by device key

    async def hold(self) -> Held:
        """Place the call and see it through. Raises SetupError, TelephoneError."""
        self._set_clock(self._question.at.timestamp() - time.time())
        try:
            async with AsyncExitStack() as telephones:
                await asyncio.gather(*(self._sign_in(telephones, d) for d in self._company.about.devices))
                caller = await telephones.enter_async_context(self._caller())
                record = await self._call(caller)
            return Held(record, [*self._announcements(record, caller), *self._talk(record, caller)])
        finally:
            self._set_clock(0.0)

    def _set_clock(self, seconds: float) -> None:
        try:
            reply = door.ask(self._here.door, door.SetClock(self._company.key, seconds))
        except door.EngineAway:
            raise SetupError("The exchange does not run: start it with `scripts/up`, then try again.") from None
        if reply.problem:
            raise SetupError(f"The call cannot be placed: {reply.problem}.")

    def _caller(self) -> AbstractAsyncContextManager[Telephone]:
        """The telephone of someone outside, who calls in over the demo company's trunk."""
        return Telephone.start(
            name="caller",
            user=self._question.caller or "anonymous",
            address=CARRIER,
            plays=write_tone(self._folder / "caller-tone.wav", CALLER_HZ),
            folder=self._folder,
            on_ring=on_ring(self._question.everybody),
        )

    async def _sign_in(self, telephones: AsyncExitStack, device: DeviceEntry) -> None:
        told = behaviour_of(self._question, device)
        if not told.registered:
            return
        server = f"{self._here.host}:{self._here.sip_port}"
        account = SipAccount(user=device.account, secret=await asyncio.to_thread(secret_of, device), server=server)
        self._telephones[device.key] = await telephones.enter_async_context(
            Telephone.start(
                name=device.key,
                account=account,
                plays=write_tone(self._folder / f"{device.key}-tone.wav", self._tone(device)),
                folder=self._folder,
                on_ring=on_ring(told),
            )
        )
        await self._telephones[device.key].registered()

    def _tone(self, device: DeviceEntry) -> int:
        """Each telephone has a tone of its own, by which those who hear it know it."""
        return FIRST_DEVICE_HZ + STEP_HZ * self._company.about.devices.index(device)

    async def _call(self, caller: Telephone) -> Record:
        before = await asyncio.to_thread(newest_call, self._company.key)
        call = await caller.dial(f"sip:{self._question.dialled}@{self._here.host}:{self._here.sip_port}")
        people = [asyncio.create_task(self._behave(device)) for device in self._company.about.devices]
        people.append(asyncio.create_task(self._patience(call)))
        people += [asyncio.create_task(press_later(call, press)) for press in self._question.keys]
        try:
            await call.ended(LONGEST_CALL)
        finally:
            for person in people:
                person.cancel()
            await asyncio.gather(*people, return_exceptions=True)
        return await asyncio.to_thread(record_after, self._company.key, before)

    async def _behave(self, device: DeviceEntry) -> None:
        """Whoever answered hangs up when they have talked."""
        telephone = self._telephones.get(device.key)
        while telephone:
            call = await telephone.rings(LONGEST_CALL)
            with suppress(TelephoneError):
                await call.answered(LONGEST_CALL)
                await asyncio.sleep(behaviour_of(self._question, device).talks)
                await call.hang_up()

    async def _patience(self, call: Call) -> None:
        if self._question.patience is not None:
            await asyncio.sleep(self._question.patience)
            await call.hang_up()

    def _announcements(self, record: Record, caller: Telephone) -> Iterator[Heard]:
        """The announcements on the call's path, looked for in what the caller's telephone recorded."""
        for step in record.path:
            plan = self._company.plans[step.plan]
            told = dict(walk_plan(plan.plan))[step.step].component
            keys = [text.key for text in told.texts()] + [r.key for r in references(told) if r.kind == "sound"]
            for key in keys:
                found = same_audio(caller.heard, self._here.data / plan.library.sounds[key].path)
                if found.score >= CLEARLY:
                    measured = f"{found.score:.0%} the same, from {found.starts_at:.1f} s"
                    yield Heard("caller", f"the announcement of {step.plan} {step.step}", measured)

    def _talk(self, record: Record, caller: Telephone) -> Iterator[Heard]:
        """Who heard whose tone, when somebody answered."""
        if record.answered is None:
            return
        for device in self._company.about.devices:
            telephone = self._telephones.get(device.key)
            if telephone is None or not any("answered" in call.times for call in telephone.incoming):
                continue
            for who, heard, whom, hz in (
                (device.key, telephone.heard, "caller", CALLER_HZ),
                ("caller", caller.heard, device.key, self._tone(device)),
            ):
                if (seconds := tone_seconds(heard, hz)) >= 1.0:
                    yield Heard(who, whom, f"{seconds:.1f} s of its tone, {hz} Hz")


async def press_later(call: Call, press: behaviour.KeyPress) -> None:
    """Press a key, where something can be heard: else there is nowhere to send it to."""
    await asyncio.sleep(press.at)
    if call.heard_from is not None and call.state != "ended":
        await call.send_digits(press.key)


def behaviour_of(question: Question, device: DeviceEntry) -> behaviour.Telephone:
    """How a telephone was told to behave: itself, else its user, else everybody."""
    by_user = question.behaviours.get(f"user/{device.user}", question.everybody)
    return question.behaviours.get(f"device/{device.key}", by_user)


def on_ring(told: behaviour.Telephone) -> Behaviour:
    """The same in a real telephone's words."""
    if told.refuses:
        return busy() if told.refuses is Ending.BUSY else Refuse(after=told.refuses_after)
    return LetRing() if told.answers_after is None else Answer(told.answers_after)


def secret_of(device: DeviceEntry) -> str:
    """The SIP password of a telephone."""
    from belplan.exchange.models import Device

    return Device.everywhere.get(account=device.account).secret


def newest_call(company: str) -> int:
    """The row of the company's newest call; 0 before the first."""
    from belplan.records.models import CallRecord

    newest = CallRecord.everywhere.filter(company__key=company).order_by("-pk").first()
    return newest.pk if newest else 0


def record_after(company: str, row: int) -> Record:
    """The record of the first call after this row, once it is whole. Raises SetupError when none comes."""
    from belplan.records.models import CallRecord

    deadline = time.monotonic() + RECORD_SECONDS
    while time.monotonic() < deadline:
        found = (
            CallRecord.everywhere.filter(company__key=company, pk__gt=row, ended__isnull=False).order_by("pk").first()
        )
        if found:
            return found.record
        time.sleep(0.1)
    raise SetupError("The call was held but its record has not come: see `belplan status`, and the worker's log.")
