"""Calls that the exchange places itself: rings somebody, reads something out to them twice, and ends.

They go through switch, limits and facts like any other call. What is read out is known to nobody but the caller of
this: neither facts nor logs hold it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from belplan.callevents import CallEnded, CallStarted, Direction, Ending, Outcome, Phrase, ReadOut, phrase
from belplan.engine.addressing import Shows, telephones_of
from belplan.engine.companies import Company
from belplan.engine.facts import Facts
from belplan.engine.limits import Limits, Reservation
from belplan.engine.live_call import Surroundings
from belplan.engine.ring_orders import Waves
from belplan.engine.ringing import Ringer, Winner, tell_answered, why_not
from belplan.switch.port import Identity, Leg, LegGone, SwitchAway

log = logging.getLogger(__name__)

State = Literal["ringing", "reading", "ended"]

OUTCOMES = {
    Ending.BUSY: Outcome.BUSY,
    Ending.REFUSED: Outcome.REFUSED,
    Ending.UNREACHABLE: Outcome.UNREACHABLE,
}  # of a call that nobody answered; of all other endings, no answer


@dataclass(frozen=True)
class Order:
    """What to do. `to` is a party ("user/ann", "device/lobby") or an external number in digits; seconds."""

    call: str
    to: str
    language: str
    readings: tuple[tuple[str, ...], ...]  # each a row of prompt names; after each, ReadOut is stated
    ask_key: str = ""  # a prompt that asks for key 1 before anything is read; empty: nothing is asked
    ring_seconds: float = 30.0
    talk_seconds: float = 45.0


@dataclass
class PlacedCall:
    """One such call; `state`, `read_out_at` and `ending` may be looked at any time."""

    around: Surroundings
    company: Company
    facts: Facts
    order: Order
    clock: Callable[[], float]
    state: State = "ringing"
    read_out_at: float = 0.0  # end of the first reading, seconds since the epoch; 0 before
    outcome: Outcome | None = None
    _legs: list[Leg] = field(default_factory=list)

    async def run(self) -> None:
        """From ringing to the end, whoever brings it about."""
        order = self.order
        self.facts.emit(
            CallStarted,
            direction=Direction.INTERNAL if "/" in order.to else Direction.OUTBOUND,
            caller="",
            caller_name="",
            dialled=order.to,
            seed=0,
            caller_party="exchange",
        )
        outcome, reason = Outcome.FAILED, phrase("a fault of the exchange, see its log")
        try:
            outcome, reason = await self._within_limits()
        except SwitchAway:
            reason = phrase("the switch could not be reached")
        except Exception:
            log.exception("placed call %s failed", order.call)
        finally:
            for leg in self._legs:
                await leg.hang_up()
            self.state, self.outcome = "ended", outcome
            self.facts.emit(CallEnded, outcome=outcome, reason=reason, hung_up_by="exchange")

    async def _within_limits(self) -> tuple[Outcome, Phrase]:
        reservation = reserve(self.around.limits, self.company, self.order.to)
        if isinstance(reservation, Phrase):
            return Outcome.REFUSED, reservation
        try:
            return await self._ring(reservation)
        finally:
            if reservation:
                reservation.release()

    async def _ring(self, reservation: Reservation | None) -> tuple[Outcome, Phrase]:
        own = Identity("", next(iter(self.company.about.numbers), ""))
        shows = Shows(inside=Identity(self.company.about.name, own.number), outside=own)
        ringer = Ringer(
            self.around.switch,
            self.facts,
            lambda: f"{self.facts.call}-{len(self._legs) + 1}",
            _nothing_to_accept,
            lambda member: telephones_of(self.company, self.around.states.of(self.company.key), member, shows),
            lambda _: False,  # whoever asks for such a call waits for it
            self._legs,
        )
        winner = await ringer.ring(Waves(((self.order.to,),), keep=False), self.order.ring_seconds)
        if winner is None:
            ending = self._ending(ringer.ending)
            return OUTCOMES.get(ending, Outcome.NO_ANSWER), why_not(ending, self.order.ring_seconds)
        if reservation:
            reservation.answered()
        tell_answered(self.facts, winner)
        return await self._read(winner)

    def _ending(self, ending: Ending) -> Ending:
        """A line on which nothing rang all that time is down: a carrier that does not answer says nothing else."""
        silent = ending is Ending.NO_ANSWER and not any(leg.ringing.done() for leg in self._legs)
        return Ending.UNREACHABLE if silent else ending

    async def _read(self, winner: Winner) -> tuple[Outcome, Phrase]:
        self.state = "reading"
        try:
            async with asyncio.timeout(self.order.talk_seconds):
                if self.order.ask_key:
                    await self._wait_for_key(winner.leg)
                for times, reading in enumerate(self.order.readings, start=1):
                    await self._say(winner.leg, reading)
                    self.read_out_at = self.read_out_at or self.clock()
                    self.facts.emit(ReadOut, times=times)
        except TimeoutError:
            return Outcome.ANSWERED, phrase("the time for this call was over")
        except LegGone:
            return Outcome.ANSWERED, phrase("the person called hung up")
        return Outcome.ANSWERED, phrase("everything was read out")

    async def _say(self, leg: Leg, names: tuple[str, ...]) -> None:
        for name in names:
            await leg.play(self.around.prompt(self.order.language, name))

    async def _wait_for_key(self, leg: Leg) -> None:
        """Ask for key 1, over and over: a voicemail box never presses it."""
        while True:
            asked = asyncio.create_task(self._say(leg, (self.order.ask_key,)))
            try:
                while not asked.done():
                    if await self._key_while(leg, asked) == "1":
                        return
                await asked
            finally:
                asked.cancel()
                await asyncio.gather(asked, return_exceptions=True)

    @staticmethod
    async def _key_while(leg: Leg, asked: asyncio.Task[None]) -> str:
        """The next key; empty when the question has ended without one."""
        key = asyncio.create_task(leg.keys.get())
        try:
            await asyncio.wait((key, asked), return_when=asyncio.FIRST_COMPLETED)
            return key.result() if key.done() else ""
        finally:
            key.cancel()
            await asyncio.gather(key, return_exceptions=True)


def reserve(limits: Limits, company: Company, to: str) -> Reservation | Phrase | None:
    """A place for a call to the outside; None for one of the company's own, a phrase where there is none."""
    if "/" in to:
        return None
    return limits.reserve_for(company, to)


async def _nothing_to_accept(_: Leg) -> None:
    """Whoever answers a placed call need not press a key to take it."""
