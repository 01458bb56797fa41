"""The legs and bridges that are ours, and how they are kept equal to what Asterisk holds.

Events can be missed: while we are away, and when Asterisk is too busy to send them. So at each connection, and now
and then, its lists are read: our legs that are not there have ended, a call that came in without our knowing enters
now, and what else is there of our application without being ours is an orphan and released. Legs are gone, or orphans,
only when they are found so twice in a row: a list is older than the events that come in while it is read.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Collection

from belplan.switch.asterisk.client import AriClient
from belplan.switch.asterisk.events import OUTGOING, Bridge, Channel, Event
from belplan.switch.asterisk.legs import AsteriskLeg

REMEMBERED = 1000  # legs that have ended: what still comes of them does not begin them anew

log = logging.getLogger(__name__)


class Holdings:
    """What one application of one Asterisk holds for us."""

    def __init__(self, ari: AriClient) -> None:
        self.legs: dict[str, AsteriskLeg] = {}
        self.bridges: set[str] = set()
        self._ari = ari
        self._suspects: set[str] = set()
        self._over: dict[str, None] = {}

    def adopt(self, leg: AsteriskLeg) -> None:
        """This leg is ours until it ends."""
        self.legs[leg.id] = leg
        leg.ended.add_done_callback(lambda _: self._bury(leg.id))

    def _bury(self, leg_id: str) -> None:
        self.legs.pop(leg_id, None)
        self._over[leg_id] = None
        if len(self._over) > REMEMBERED:
            del self._over[next(iter(self._over))]

    def is_new(self, channel: str) -> bool:
        """Whether it neither is nor was one of ours."""
        return channel not in self.legs and channel not in self._over

    async def take_over(self, left: Collection[str]) -> list[Event]:
        """Adopt those legs of an engine before us that are still there; the others that came in by themselves are
        returned as if they entered only now, and what it rang is released. Raises SwitchAway."""
        waiting = []
        for channel in [c for c in await self.channels() if c.in_app(self._ari.app)]:
            if channel.id in left:
                leg = AsteriskLeg(channel.id, self._ari)
                self.adopt(leg)
                await leg.catch_up(channel)
            elif channel.arguments == (OUTGOING,):
                await self._release("channels", channel.id)
            else:
                waiting.append(_entering(channel))
        return waiting

    def new_bridge(self) -> str:
        """The id for a bridge that is ours, and that tells so."""
        bridge = f"{self._ari.app}.{uuid.uuid4()}"
        self.bridges.add(bridge)
        return bridge

    async def channels(self) -> list[Channel]:
        """Every channel in Asterisk. Raises SwitchAway."""
        return (await self._ari.request("GET", "channels")).decode(list[Channel])

    def _is_idle(self, bridge: Bridge) -> bool:
        """Whether it is of our application and nobody's. One that holds two legs of ours is a talk still to be taken
        over from an engine before us."""
        of_ours = bridge.id.startswith(f"{self._ari.app}.") and bridge.id not in self.bridges
        return of_ours and sum(channel in self.legs for channel in bridge.channels) < 2

    async def bridges_there(self) -> list[Bridge]:
        """Every bridge in Asterisk. Raises SwitchAway."""
        return (await self._ari.request("GET", "bridges")).decode(list[Bridge])

    async def after_absence(self) -> list[Event]:
        """Reconcile now, for events were missed: what is gone now was gone before. Raises SwitchAway."""
        self._suspects = set(self.legs)
        return await self.reconcile()

    async def reconcile(self) -> list[Event]:
        """Compare with Asterisk's lists, and act on what differed the last time too; the calls whose coming was not
        told are returned as if they entered only now. Raises SwitchAway."""
        # Taken before the lists are read: a leg made meanwhile is not in them.
        legs = [leg for leg in self.legs.values() if leg.made]
        channels = {channel.id: channel for channel in await self.channels()}
        idle = {bridge.id for bridge in await self.bridges_there() if self._is_idle(bridge)}
        gone = {leg.id for leg in legs} - channels.keys()
        unknown = [c for c in channels.values() if c.in_app(self._ari.app) and c.id not in self.legs]
        entering = [c for c in unknown if c.arguments != (OUTGOING,) and self.is_new(c.id)]
        orphans = {c.id for c in unknown if c not in entering}
        proven, self._suspects = self._suspects, gone | orphans
        for leg in (leg for leg in legs if leg.id in gone - proven):
            leg.doubt()
        await asyncio.gather(
            *(leg.catch_up(channels.get(leg.id)) for leg in legs if leg.id not in gone - proven),
            *(self._release("channels", name) for name in sorted(orphans & proven)),
            *(self._release("bridges", name) for name in sorted(idle)),
        )
        return [_entering(channel) for channel in entering]

    async def _release(self, kind: str, name: str) -> None:
        log.warning("Asterisk held one of %s that is nobody's: it is released", kind)
        await self._ari.request("DELETE", kind, name)


def _entering(channel: Channel) -> Event:
    return Event("StasisStart", args=channel.arguments, channel=channel)
