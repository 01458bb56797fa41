"""An installation that reads codes out: the engine in its own process, a mobile behind the trunk, and Ann's telephone.

What a person understands of such a call is found in the recording of the telephone, digit by digit, by nothing but the
sound of it.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
import uuid
import wave
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from belplan.engine import door, snapshot
from belplan.engine.snapshot import Limits
from belplan.identity.factors.base import Delivery
from belplan.run import environment
from belplan.run.code_calls import order_of
from belplan.run.demo.listening import RATE, Samples, at_telephone_rate, best_place, likeness, same_audio
from belplan.run.demo.telephone import SipAccount, Telephone
from belplan.run.demo.telephone_call import Call
from belplan.run.environment import Environment
from belplan.run.switch_setup import speech_command, switch_config
from belplan.speech.code_call import DIGIT_SECONDS, name_of
from belplan.speech.prompts import make_prompts
from belplan.switch.accounts import DeviceAccount, TrunkAccount
from tests.engine.exchange import snapshot as company_of
from tests.phones.asterisk import CARRIER_ADDRESS, RunningAsterisk, free_port, running_asterisk
from tests.phones.bulk import engine_at_work

LOOK_SECONDS = 0.05
SLACK = 0.3  # seconds between two sounds, at most
CLEARLY = 0.05  # more like one digit than like any other
HEARD = 0.5  # of a sentence; others stay below 0.4
PIECE_SECONDS = 0.15


@dataclass
class Listener:
    """Who understands what an installation reads out."""

    here: Environment

    def prompt(self, language: str, name: str) -> Path:
        """The file of one of the exchange's own sentences."""
        return self.here.sounds / "prompts" / language / f"{name}.wav"

    def understands(self, call: Call, language: str, sentence: str, digits: int) -> tuple[str, float]:
        """The digits that follow a sentence in the recording, and the second of it at which the last one is over."""
        assert call.heard
        place = same_audio(call.heard, self.prompt(language, sentence))
        assert place.score > HEARD, f"{sentence} was not heard: {place}"
        at = place.starts_at + seconds_of(self.prompt(language, sentence))
        heard = ""
        for _ in range(digits):
            digit, at = self._digit(call.heard, language, at)
            heard += digit
        return heard, at

    def _digit(self, recording: Path, language: str, at: float) -> tuple[str, float]:
        begins = max(0.0, at - SLACK)  # and ends before the next digit can begin
        piece = at_telephone_rate(recording)[round(begins * RATE) : round((at + DIGIT_SECONDS - SLACK) * RATE)]
        sounds = {str(d): at_telephone_rate(self.prompt(language, name_of(d))) for d in range(10)}
        alike = {digit: likeness_in_pieces(piece, sound) for digit, sound in sounds.items()}
        second, best = sorted(alike, key=lambda digit: alike[digit])[-2:]
        assert alike[best] - alike[second] > CLEARLY, f"no digit can be understood at {at:.1f} s: {alike}"
        return best, begins + best_place(piece, sounds[best]) / RATE + DIGIT_SECONDS


@dataclass
class CodeLine(Listener):
    """The installation, and the two telephones that can be rung."""

    mobile: Telephone
    ann: Telephone
    folder: Path
    asterisk: RunningAsterisk

    @contextmanager
    def trunk_down(self) -> Iterator[None]:
        """Nobody is at the other end of the line to the outside."""
        let_in(self.asterisk, CARRIER_ADDRESS, free_port())
        try:
            yield
        finally:
            host, _, port = self.mobile.address.rpartition(":")
            let_in(self.asterisk, host, int(port))

    async def place(self, code: str, to: str, language: str = "nl", **changes: Any) -> str:
        """Have the engine read a code to somebody; the call's id."""
        order = order_of(a_delivery(code, language, **changes), to)
        reply = await self._ask(door.PlaceCall("demo", order))
        assert not reply.problem, reply.problem
        return order.call

    async def rung(self, code: str, to: str, language: str = "nl", **changes: Any) -> tuple[str, Call]:
        """Have a code read; the call's id, and the call at the telephone once it rings there."""
        telephone = self.mobile if to.isdecimal() else self.ann
        earlier = len(telephone.incoming)
        placed = await self.place(code, to, language, **changes)
        async with asyncio.timeout(10):
            while not (new := [c for c in telephone.incoming[earlier:] if c.times]):  # noqa: ASYNC110 (as above)
                await asyncio.sleep(LOOK_SECONDS)
        return placed, new[0]

    async def state(self, call: str) -> door.Reply:
        """How a call stands."""
        return await self._ask(door.CallState(call))

    async def ended(self, call: str, seconds: float = 60.0) -> door.Reply:
        """How a call ended."""
        async with asyncio.timeout(seconds):
            while (state := await self.state(call)).state != "ended":  # noqa: ASYNC110 (another process makes it so)
                await asyncio.sleep(LOOK_SECONDS)
        return state

    async def _ask(self, request: door.AnyRequest) -> door.Reply:
        return await asyncio.to_thread(door.ask, self.here.door, request)


def a_delivery(code: str, language: str, **changes: Any) -> Delivery:
    """A code on its way to a telephone."""
    known: dict[str, Any] = {
        "challenge": str(uuid.uuid4()),
        "account": 1,
        "factor": 1,
        "data": {},
        "code": code,
        "language": language,
        "company": "demo",
        "ends": datetime.now(UTC) + timedelta(seconds=120),
        "show_in_notification": True,
        "press_key_first": False,
        "ring": timedelta(seconds=30),
        "talk": timedelta(seconds=45),
    }
    return Delivery(**{**known, **changes})


def seconds_of(file: Path) -> float:
    """The length of a sound."""
    with wave.open(str(file)) as sound:
        seconds: float = sound.getnframes() / sound.getframerate()
        return seconds


def likeness_in_pieces(place: Samples, sound: Samples) -> float:
    """How much of a word was heard, 0 to 1, as `same_audio` measures it, in pieces small enough for a single word: on
    a busy machine a telephone drops or repeats 20 ms in the midst of it."""
    start, size, score = best_place(place, sound), round(PIECE_SECONDS * RATE), 0.0
    for offset in range(0, len(sound), size):
        piece, begin = sound[offset : offset + size], start + offset - size
        score += likeness(place[max(0, begin) : max(0, begin + 3 * size)], piece) * float(piece @ piece)
    return score / float(sound @ sound)


def epoch(monotonic: float) -> float:
    """A moment of the machine's monotonic clock in seconds since the epoch."""
    return monotonic + time.time() - time.monotonic()


@asynccontextmanager
async def code_line() -> AsyncIterator[CodeLine]:
    """Start all of it; end all of it."""
    # Asterisk's control socket needs a shorter path than pytest's own folders have.
    with tempfile.TemporaryDirectory(prefix="belplan-") as data, tempfile.TemporaryDirectory() as folder:
        ports = {name: str(free_port()) for name in ("BELPLAN_SIP_PORT", "BELPLAN_TLS_PORT", "BELPLAN_ARI_PORT")}
        environ = {**os.environ, **ports, "BELPLAN_DATA": data}
        here = environment.read(environ)
        command, env = speech_command(here)
        make_prompts(here.sounds / "prompts", command, env)
        limits = Limits(calls_at_once=4, countries=("BE",))
        snapshot.write(here.snapshots, company_of([{"hang_up": {}}], limits=limits))
        async with telephones(here, Path(folder)) as (mobile, ann, asterisk), engine_at_work(here, environ):
            yield CodeLine(here, mobile, ann, Path(folder), asterisk)


@asynccontextmanager
async def telephones(here: Environment, folder: Path) -> AsyncIterator[tuple[Telephone, Telephone, RunningAsterisk]]:
    """The switch with a mobile behind its trunk and Ann's telephone at it."""
    account = SipAccount(user="ann.demo", secret="of ann", server=f"{here.host}:{here.sip_port}", transport="udp")
    with running_asterisk(switch_config(here)) as asterisk:
        async with Telephone.start(name="mobile", folder=folder, user="mobile", address=CARRIER_ADDRESS) as mobile:
            host, _, port = mobile.address.rpartition(":")
            let_in(asterisk, host, int(port))
            async with Telephone.start(name="ann", folder=folder, account=account) as ann:
                await ann.registered()
                yield mobile, ann, asterisk


def let_in(asterisk: RunningAsterisk, host: str, port: int) -> None:
    """Let the switch know Ann's telephone and where its trunk leads."""
    trunk = TrunkAccount("carrier.demo", host, port, addresses=(host,))
    asterisk.accounts([DeviceAccount("ann.demo", "of ann")], [trunk])
