"""Rings the telephones of some members in a ring order until one is answered, and lets no telephone go on ringing.

Each telephone is one attempt, in a task of its own; the first attempt that returns an answered leg wins, and all
others are cancelled as answered elsewhere.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from belplan.callevents import Answered, Ending, LegEnded, Phrase, Ringing, phrase
from belplan.engine.facts import Facts
from belplan.engine.ring_orders import Waves
from belplan.switch.port import Address, Identity, Leg, LegGone, Switch

ACCEPT_SECONDS = 10.0  # how long an external member may take to press 1


@dataclass(frozen=True)
class Telephone:
    """One telephone to ring for a member, and what it is to show. `party` names it in the records."""

    party: str
    address: Address
    shows: Identity
    must_accept: bool = False


@dataclass(frozen=True)
class Winner:
    """The telephone that answered."""

    telephone: Telephone
    leg: Leg


@dataclass
class Ringer:
    """One round of ringing for one call. `ask` plays "press 1 to accept" to a leg; `new_leg` makes leg ids."""

    switch: Switch
    facts: Facts
    new_leg: Callable[[], str]
    ask: Callable[[Leg], Awaitable[None]]
    phones_of: Callable[[str], Sequence[Telephone]]
    undisturbed: Callable[[str], bool]  # members that count as busy, without ringing
    legs: list[Leg]  # every leg ever rung in this call: its end waits for theirs
    _why: Ending = Ending.CANCELLED  # what telephones still ringing are told when their task is cancelled
    _endings: Counter[Ending] = field(default_factory=Counter)
    _attempts: set[asyncio.Task[Winner | None]] = field(default_factory=set)

    async def ring(self, waves: Waves, seconds: float) -> Winner | None:
        """Ring wave after wave, `seconds` each; the winner, or None when nobody answered."""
        try:
            winner = await self._ring_waves(waves, seconds)
            await self._stop(Ending.ELSEWHERE if winner else Ending.NO_ANSWER)
        except BaseException:
            await self._stop(Ending.CANCELLED)
            for leg in self.legs:  # also one that had won, while the others were still being told
                await leg.hang_up(Ending.CANCELLED)
            raise
        return winner

    async def _ring_waves(self, waves: Waves, seconds: float) -> Winner | None:
        for number, members in enumerate(waves.waves):
            self._why = Ending.CANCELLED
            for member in members:
                self._start(member, waves.ring_seconds(number, seconds))
            if winner := await self._wait(seconds):
                return winner
            if not waves.keep:
                await self._stop(Ending.NO_ANSWER)
        return None

    @property
    def ending(self) -> Ending:
        """What the round came to as a whole: no answer if any telephone rang in vain."""
        met = set(self._endings)
        if met - {Ending.BUSY, Ending.UNREACHABLE, Ending.REFUSED}:
            return Ending.NO_ANSWER
        return next((ending for ending in (Ending.REFUSED, Ending.BUSY) if ending in met), Ending.UNREACHABLE)

    def _start(self, member: str, ring_seconds: float) -> None:
        if self.undisturbed(member):
            self._endings[Ending.BUSY] += 1
            return
        telephones = self.phones_of(member)
        if not telephones:
            self._endings[Ending.UNREACHABLE] += 1
        for telephone in telephones:
            self._attempts.add(asyncio.create_task(self._attempt(telephone, ring_seconds)))

    async def _wait(self, seconds: float) -> Winner | None:
        """The first winner within this wave's time, or None as soon as no telephone could answer any more."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while self._attempts:
            done, self._attempts = await asyncio.wait(
                self._attempts, timeout=deadline - loop.time(), return_when=asyncio.FIRST_COMPLETED
            )
            if not done:
                return None
            winners = [winner for winner in await asyncio.gather(*done) if winner]
            for late in winners[1:]:
                await late.leg.hang_up(Ending.ELSEWHERE)
            if winners:
                return winners[0]
        return None

    async def _stop(self, why: Ending) -> None:
        """End what still rings; also a telephone that answered in this very moment."""
        self._why = why
        attempts, self._attempts = self._attempts, set()
        for attempt in attempts:
            attempt.cancel()
        for result in await asyncio.gather(*attempts, return_exceptions=True):
            if isinstance(result, Winner):
                await result.leg.hang_up(why)

    async def _attempt(self, telephone: Telephone, ring_seconds: float) -> Winner | None:
        leg = await self.switch.ring(self.new_leg(), telephone.address, telephone.shows, ring_seconds)
        self._remember(telephone, leg)
        won = False
        ending = Ending.REFUSED  # of a telephone that answered but did not accept
        try:
            won = await self._answers(leg) and (not telephone.must_accept or await self._accepts(leg))
        except asyncio.CancelledError:
            ending = self._why
            raise
        finally:
            if not won:
                await leg.hang_up(ending)
                if leg.ended.done():
                    self._endings[leg.ended.result()] += 1
                else:
                    self._endings[ending] += 1
        return Winner(telephone, leg) if won else None

    def _remember(self, telephone: Telephone, leg: Leg) -> None:
        self.legs.append(leg)
        self.facts.emit(Ringing, leg=leg.id, party=telephone.party)
        watch_end(self.facts, telephone.party, leg)

    @staticmethod
    async def _answers(leg: Leg) -> bool:
        await asyncio.wait((leg.answered, leg.ended), return_when=asyncio.FIRST_COMPLETED)
        return leg.answered.done() and not leg.ended.done()

    async def _accepts(self, leg: Leg) -> bool:
        """Ask for key 1 until it is pressed, another key is, or the time is over."""
        try:
            async with asyncio.timeout(ACCEPT_SECONDS):
                key = asyncio.create_task(leg.keys.get())
                asked = asyncio.create_task(self._ask(leg))
                try:
                    await asyncio.wait((key, leg.ended), return_when=asyncio.FIRST_COMPLETED)
                finally:
                    key.cancel()
                    asked.cancel()
                    await asyncio.gather(key, asked, return_exceptions=True)
                return not key.cancelled() and key.result() == "1"
        except TimeoutError:
            return False

    async def _ask(self, leg: Leg) -> None:
        try:
            await self.ask(leg)
        except LegGone:
            return  # its end is seen by whoever waits for the key


def watch_end(facts: Facts, party: str, leg: Leg) -> None:
    """State the end of a called telephone once it comes."""
    leg.ended.add_done_callback(lambda ended: facts.emit(LegEnded, leg=leg.id, party=party, ending=ended.result()))


def why_not(ending: Ending, seconds: float) -> Phrase:
    """The reason that the next step is given when nobody answered."""
    if ending is Ending.BUSY:
        return phrase("everybody was busy")
    if ending is Ending.UNREACHABLE:
        return phrase("no telephone could be reached")
    if ending is Ending.REFUSED:
        return phrase("the call was refused")
    return phrase("nobody answered within {seconds} s", seconds=f"{seconds:g}")


def tell_answered(facts: Facts, winner: Winner) -> None:
    """State that two people talk from here on."""
    facts.emit(Answered, leg=winner.leg.id, party=winner.telephone.party)
