"""Many calls at once, given up at every moment, over a trunk that leads back into the same Asterisk."""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path

import pytest

from belplan.callevents import Ending
from belplan.switch.accounts import TrunkAccount
from belplan.switch.asterisk.config import ARI_USER
from belplan.switch.asterisk.switch import AsteriskSwitch
from belplan.switch.port import Held, Identity, Invitation, Leg, LegGone, TrunkAddress
from tests.phones.asterisk import HOST, configuration, running_asterisk

pytestmark = pytest.mark.phones

JAN = Identity("Jan", "32475112233")
CALLS_EACH_SECOND = 20
EXCHANGE, TELEPHONE = "1", "2"  # what is dialled


class Exchange:
    """Rings a telephone for whoever calls, and connects them; callers and telephones lose patience at random."""

    def __init__(self, switch: AsteriskSwitch, seed: int) -> None:
        self.switch = switch
        self.chance = random.Random(seed)  # noqa: S311
        self.endings: Counter[Ending] = Counter()
        self.legs = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, leg: Leg, invitation: Invitation) -> None:
        """A call enters: for the exchange, or for a telephone."""
        self._count(leg)
        self._do(self._serve(leg) if invitation.dialled == EXCHANGE else self._behave(leg))

    async def run(self, calls: int) -> None:
        """So many calls, evenly spread; returns when all are over."""
        for _ in range(calls):
            self._do(self._call())
            await asyncio.sleep(1 / CALLS_EACH_SECOND)
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _call(self) -> None:
        leg = await self._ring(EXCHANGE, 5)
        await asyncio.wait((leg.ended,), timeout=self.chance.choice((0, 0.005, 0.02, 0.1, 0.5, 1.5)))
        await leg.hang_up()
        await leg.ended

    async def _serve(self, caller: Leg) -> None:
        telephone = await self._ring(TELEPHONE, 1)
        try:
            await asyncio.wait((telephone.answered, telephone.ended, caller.ended), return_when=asyncio.FIRST_COMPLETED)
            await caller.answer()
            await self.switch.connect(caller, telephone)
        except LegGone:
            pass
        finally:
            await telephone.hang_up(self.chance.choice((Ending.ELSEWHERE, Ending.HUNG_UP)))
            await caller.hang_up(Ending.BUSY)
            await asyncio.wait((caller.ended, telephone.ended))

    async def _behave(self, telephone: Leg) -> None:
        with suppress(LegGone):
            await asyncio.wait((telephone.ended,), timeout=self.chance.choice((0, 0.01, 0.3)))
            if self.chance.random() < 0.7:
                await telephone.answer()
                await asyncio.wait((telephone.ended,), timeout=self.chance.choice((0, 0.1, 1)))
        await telephone.hang_up(self.chance.choice((Ending.BUSY, Ending.REFUSED)))
        await telephone.ended

    async def _ring(self, number: str, seconds: float) -> Leg:
        leg = await self.switch.ring(f"leg-{self.legs}", TrunkAddress("loop", number), JAN, seconds)
        self._count(leg)
        return leg

    def _count(self, leg: Leg) -> None:
        self.legs += 1
        leg.ended.add_done_callback(lambda ended: self.endings.update([ended.result()]))

    def _do(self, deed: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(deed)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def descriptors() -> int:
    """How many files and sockets this process holds."""
    return len(os.listdir("/proc/self/fd"))


async def test_many_calls_leave_nothing_behind(caplog: pytest.LogCaptureFixture) -> None:
    with tempfile.TemporaryDirectory(prefix="belplan-") as folder, running_asterisk(configuration(Path(folder))) as at:
        at.accounts([], [TrunkAccount("loop", HOST, at.config.sip_port, addresses=(HOST,))])
        before = descriptors(), len(asyncio.all_tasks())
        switch = AsteriskSwitch(at.config.ari_url, ARI_USER, at.config.ari_password(), at.config.app)
        exchange = Exchange(switch, seed=1)
        await switch.start(exchange.take)
        await exchange.run(200)
        assert await switch.held() == Held(0, 0)
        await switch.stop()
        await asyncio.sleep(0.1)
        assert (descriptors(), len(asyncio.all_tasks())) == before
        assert exchange.endings.total() == exchange.legs
        assert exchange.endings.keys() > {Ending.HUNG_UP, Ending.BUSY, Ending.REFUSED, Ending.CANCELLED}
        assert not caplog.records
