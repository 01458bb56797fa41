"""The simulator agrees with the real switch: of a call that is played on both, the same becomes, at the same moments.

Each call is drawn from its seed: `pytest "tests/calls/test_both_switches.py" -k "[17]"` plays that of 17 once more.
"""

from __future__ import annotations

import asyncio
import itertools

import pytest
import pytest_asyncio

from belplan.callevents import Answered, CallEvent, Ending
from belplan.records.fold import Record
from belplan.run.demo.call import press_later
from belplan.run.demo.listening import write_tone
from belplan.run.demo.telephone import Answer, Behaviour, LetRing, Refuse, unavailable
from belplan.run.demo.telephone_call import Call
from belplan.switch.behaviour import Telephone
from tests.calls.generated import SOUNDS, GeneratedCall, became, generated, simulated
from tests.phones.exchange import Building, RealExchange

pytestmark = [pytest.mark.phones, pytest.mark.asyncio(loop_scope="package")]

ORDINARY, ALL = 20, 200
SHORT, LONG = 3.0, 6.5  # seconds that a call takes at the most
CLOSE = 1.0  # seconds between a step on the one switch and on the other
CODES = {Ending.BUSY: 486, Ending.REFUSED: 603}
SEEDS = [
    *(pytest.param(seed, SHORT, id=f"{seed}") for seed in range(1, ORDINARY + 1)),
    *(pytest.param(seed, LONG, id=f"{seed}", marks=pytest.mark.long) for seed in range(ORDINARY + 1, ALL + 1)),
]


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def sounding(building: Building) -> Building:
    for sound in SOUNDS.values():
        write_tone(building.folder / sound.path, 500, seconds=sound.seconds)
    return building


@pytest.mark.parametrize(("seed", "longest"), SEEDS)
async def test_the_same_becomes_of_a_call_on_both_switches(sounding: Building, seed: int, longest: float) -> None:
    call = await asyncio.to_thread(generated, seed, longest)
    foretold = await asyncio.to_thread(simulated, call)
    real = await RealCall(sounding, call).played()
    assert became(real) == became(foretold)
    moments = [step.at for step in real.path]
    assert moments == pytest.approx([step.at for step in foretold.path], abs=CLOSE)


class RealCall:
    """A generated call on the real switch: each acts there when, and as, on the simulator."""

    def __init__(self, building: Building, call: GeneratedCall) -> None:
        self._call, self._caller = call, call.caller
        self._answered = asyncio.Event()
        self._exchange = RealExchange(
            building, follower=self._follow, now=lambda _: call.moment, seeds=itertools.repeat(call.seed)
        )

    async def played(self) -> Record:
        """Play it to its end: its record."""
        exchange = self._exchange
        exchange.serves(self._call.about)
        exchange.states.of("demo").undisturbed |= self._call.undisturbed
        exchange.people(**{name: _behaviour(person) for name, person in self._call.people.items()})
        try:
            await self._play(await self._dialled())
            await exchange.over()
        finally:
            await exchange.clear()
        return exchange.record

    async def _play(self, call: Call) -> None:
        acts = [self._gives_up(call), self._hang_up(call), self._accept()]
        acts += [press_later(call, press) for press in self._caller.keys]
        acting = [asyncio.create_task(act) for act in acts]
        await call.ended()
        for task in acting:
            task.cancel()
        await asyncio.gather(*acting, return_exceptions=True)

    def _follow(self, fact: CallEvent) -> None:
        if isinstance(fact, Answered):
            self._answered.set()

    async def _dialled(self) -> Call:
        asked = self._call.invitation
        if asked.role == "trunk":
            return await self._exchange.call_in(asked.dialled, caller=asked.caller.number or "anonymous")
        return await self._exchange.dial(asked.account.partition(".")[0], asked.dialled)

    async def _gives_up(self, call: Call) -> None:
        await asyncio.sleep(self._caller.patience or 0)
        if not self._answered.is_set():
            await call.hang_up()

    async def _hang_up(self, call: Call) -> None:
        """Either hangs up after the talk."""
        await self._answered.wait()
        if self._caller.talks is not None:
            await asyncio.sleep(self._caller.talks)
            await call.hang_up()
            return
        await asyncio.sleep(self._call.people["ann"].talks)
        for name in self._exchange.telephones:
            for other in self._exchange.calls_at(name):
                if other.state == "answered":
                    await other.hang_up()

    async def _accept(self) -> None:
        for times in itertools.count(1):
            call = await self._exchange.rings("carrier", times, seconds=60)
            await call.answered()
            for press in self._call.people["carrier"].keys:
                await press_later(call, press)


def _behaviour(person: Telephone) -> Behaviour:
    if not person.registered:
        return unavailable()
    if person.refuses:
        return Refuse(CODES[person.refuses], after=person.refuses_after)
    return LetRing() if person.answers_after is None else Answer(person.answers_after)
