"""A leg that we ring: made, dialled and given up in a task of its own, so that nobody waits for it."""

from __future__ import annotations

import asyncio
import logging
import math
import uuid
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from belplan.callevents import Ending
from belplan.switch.asterisk.client import AriClient, Reply
from belplan.switch.asterisk.endings import outgoing_ending
from belplan.switch.asterisk.events import OUTGOING, Channel, Event
from belplan.switch.asterisk.legs import AsteriskLeg
from belplan.switch.port import LegGone, SwitchAway

ENTER_SECONDS = 5.0  # how long a channel just made may take to enter our application
GRACE_SECONDS = 2  # Asterisk's own time limit comes so much after ours: it counts when we are away

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RingOrder:
    """What to dial, what the telephone is told, and for how long it rings."""

    endpoint: str
    variables: dict[str, str]
    seconds: float


class OutgoingLeg(AsteriskLeg):
    """A channel that we make and ring."""

    def __init__(self, leg_id: str, ari: AriClient, order: RingOrder) -> None:
        super().__init__(leg_id, ari)
        self._order = order
        self._entered = asyncio.Event()  # its channel is in our application
        self._asked = asyncio.Event()  # the request that makes the channel has come back
        self._alarm: asyncio.TimerHandle | None = None
        self._work = {asyncio.create_task(self._bring_up())}

    @property
    def made(self) -> bool:
        """See AsteriskLeg."""
        return self._asked.is_set()

    async def record(self, path: Path, seconds: float) -> None:
        """See Leg."""
        await self._leave_dialling()
        await super().record(path, seconds)

    async def _leave_dialling(self) -> None:
        """Asterisk keeps a channel that was dialled in a bridge that nobody sees, also once it is answered; in that
        it refuses to record (its issue 2044, mended in 22.11). Whoever leaves another bridge is in none."""
        await self.prepare_to_talk()
        bridge = f"{self._ari.app}.{uuid.uuid4()}"
        try:
            await self._ari.request("POST", "bridges", bridge, type="mixing")
            for action in ("addChannel", "removeChannel"):
                self._require_done(await self._ari.request("POST", "bridges", bridge, action, channel=self.id), action)
        finally:
            await self._ari.request("DELETE", "bridges", bridge)

    def see(self, event: Event) -> None:
        """See AsteriskLeg."""
        if event.type == "StasisStart":
            self._entered.set()
        super().see(event)

    def finish(self, ending: Ending) -> None:
        """See AsteriskLeg."""
        super().finish(ending)
        self._entered.set()
        self._stop_alarm()

    def abandon(self) -> None:
        """See AsteriskLeg."""
        super().abandon()
        self._stop_alarm()
        for task in self._work:
            task.cancel()

    async def catch_up(self, channel: Channel | None) -> None:
        """See AsteriskLeg."""
        if channel is not None and channel.in_app(self._ari.app):
            self._entered.set()
        await super().catch_up(channel)

    async def _bring_up(self) -> None:
        try:
            await self._make()
            async with asyncio.timeout(ENTER_SECONDS):
                await self._entered.wait()
            seconds = math.ceil(self._order.seconds) + GRACE_SECONDS
            self.require_present()
            dialled = await self._ari.request("POST", "channels", self.id, "dial", timeout=str(seconds))
            self._require_made(dialled, "dial")
        except (LegGone, SwitchAway, TimeoutError):
            await self.hang_up(Ending.UNREACHABLE)
        else:
            self._set_alarm()

    async def _make(self) -> None:
        try:
            reply = await self._ari.request(
                "POST",
                "channels",
                "create",
                body={"variables": self._order.variables},
                endpoint=self._order.endpoint,
                app=self._ari.app,
                appArgs=OUTGOING,
                channelId=self.id,
            )
        finally:
            self._asked.set()
        self._require_made(reply, "create")

    def _require_made(self, reply: Reply, action: str) -> None:
        # A request may be sent twice, and is refused the second time: it is done.
        if reply.status != HTTPStatus.CONFLICT:
            self._require_done(reply, action)

    def _set_alarm(self) -> None:
        if not (self.answered.done() or self.ended.done()):
            self._alarm = asyncio.get_running_loop().call_later(self._order.seconds, self._ring_out)

    def _ring_out(self) -> None:
        if not self.answered.done():
            self._work.add(asyncio.create_task(self.hang_up(Ending.NO_ANSWER)))

    async def _drop(self, ending: Ending) -> None:
        await self._asked.wait()
        if not self.ended.done():
            await super()._drop(ending)

    def _see_leave(self) -> None:
        """Its end, with the cause, is still to come."""

    def _own_ending(self, cause: int, status: int) -> Ending:
        if self.answered.done():
            return Ending.HUNG_UP
        return outgoing_ending(cause, status, rang=self.ringing.done())

    def _see_state(self, channel: Channel) -> None:
        if channel.state == "Ringing" and not self.ringing.done():
            self.ringing.set_result(None)
        super()._see_state(channel)

    def _saw_answer(self) -> None:
        self._stop_alarm()
        super()._saw_answer()

    def _stop_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
