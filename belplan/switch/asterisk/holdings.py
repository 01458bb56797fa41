"""The legs and bridges that are ours, and how they are kept equal to what Asterisk holds.

Events can be missed: while we are away, and when Asterisk is too busy to send them. So at each connection, and now
and then, its lists are read: our legs that are not there have ended, and what is there of our application without
being ours is an orphan and released. Only what is found so twice in a row counts, since a list is older than the
events that come in while it is read.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Collection

from belplan.switch.asterisk.client import AriClient
from belplan.switch.asterisk.events import Bridge, Channel, Event
from belplan.switch.asterisk.legs import AsteriskLeg

log = logging.getLogger(__name__)


class Holdings:
    """What one application of one Asterisk holds for us."""

    def __init__(self, ari: AriClient) -> None:
        self.legs: dict[str, AsteriskLeg] = {}
        self.bridges: set[str] = set()
        self._ari = ari
        self._suspects: set[str] = set()

    def adopt(self, leg: AsteriskLeg) -> None:
        """This leg is ours until it ends."""
        self.legs[leg.id] = leg
        leg.ended.add_done_callback(lambda _: self.legs.pop(leg.id, None))

    async def take_over(self, left: Collection[str]) -> list[Event]:
        """Adopt those legs of an engine before us that are still there; the others that came in by themselves are
        returned as if they entered only now. Raises SwitchAway."""
        waiting = []
        for channel in [c for c in await self.channels() if c.in_app(self._ari.app)]:
            if channel.id in left:
                leg = AsteriskLeg(channel.id, self._ari)
                self.adopt(leg)
                await leg.catch_up(channel)
            else:
                waiting.append(Event("StasisStart", args=channel.arguments, channel=channel))
        return waiting

    def new_bridge(self) -> str:
        """The id for a bridge that is ours, and that tells so."""
        bridge = f"{self._ari.app}.{uuid.uuid4()}"
        self.bridges.add(bridge)
        return bridge

    async def channels(self) -> list[Channel]:
        """Every channel in Asterisk. Raises SwitchAway."""
        return (await self._ari.request("GET", "channels")).decode(list[Channel])

    async def bridges_there(self) -> list[Bridge]:
        """Every bridge in Asterisk. Raises SwitchAway."""
        return (await self._ari.request("GET", "bridges")).decode(list[Bridge])

    async def after_absence(self) -> None:
        """Reconcile now, for events were missed: what is gone now was gone before. Raises SwitchAway."""
        self._suspects = set(self.legs)
        await self.reconcile()

    async def reconcile(self) -> None:
        """Compare with Asterisk's lists, and act on what differed the last time too. Raises SwitchAway."""
        # Taken before the lists are read: a leg made meanwhile is not in them.
        legs = [leg for leg in self.legs.values() if leg.made]
        channels = {channel.id: channel for channel in await self.channels()}
        bridges = {bridge.id for bridge in await self.bridges_there()}
        gone = {leg.id for leg in legs} - channels.keys()
        orphans = {name for name, channel in channels.items() if channel.in_app(self._ari.app)} - self.legs.keys()
        idle = {name for name in bridges if name.startswith(f"{self._ari.app}.")} - self.bridges
        proven, self._suspects = self._suspects, gone | orphans | idle
        await asyncio.gather(
            *(leg.catch_up(channels.get(leg.id)) for leg in legs if leg.id not in gone - proven),
            *(self._release("channels", name) for name in orphans & proven),
            *(self._release("bridges", name) for name in idle & proven),
        )

    async def _release(self, kind: str, name: str) -> None:
        log.warning("Asterisk held one of %s that is nobody's: it is released", kind)
        await self._ari.request("DELETE", kind, name)
