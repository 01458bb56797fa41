"""Asterisk as a switch behind the port: rings, connects, and tells which calls enter."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping
from itertools import chain, repeat
from pathlib import Path
from typing import Any, TypeVar

from belplan.callevents import Ending
from belplan.switch.asterisk.addresses import ring_order
from belplan.switch.asterisk.client import AriClient, Reply
from belplan.switch.asterisk.events import Event
from belplan.switch.asterisk.holdings import Holdings
from belplan.switch.asterisk.invitations import invitation_of
from belplan.switch.asterisk.lamps import Lamps
from belplan.switch.asterisk.legs import AsteriskLeg
from belplan.switch.asterisk.outgoing import OutgoingLeg
from belplan.switch.asterisk.registrations import Registrations
from belplan.switch.asterisk.trunk_lines import TrunkLines
from belplan.switch.port import (
    Address,
    Held,
    Identity,
    Invitation,
    Lamp,
    LampState,
    Leg,
    LegGone,
    Switch,
    SwitchAway,
    TrunkStanding,
    Whereabouts,
)

RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0)  # between the tries to find Asterisk again; the last one for ever
JOIN_AGAIN_SECONDS = (0.1, 1.0)  # between the tries to let two legs talk
MADE_SECONDS = 0.5  # for a bridge that is to end at once; what takes longer is swept
SWEEP_SECONDS = (2.0, 5.0)  # after a connection is made; the last one for ever

T = TypeVar("T")
OnCall = Callable[[Leg, Invitation], None]
log = logging.getLogger(__name__)


class AsteriskSwitch(Switch):
    """One Asterisk, controlled by one application of ARI."""

    def __init__(
        self,
        url: str,
        user: str,
        password: str,
        app: str = "belplan",
        *,
        client: type[AriClient] = AriClient,
        registrar: Path | None = None,
        trunk_lines: TrunkLines | None = None,
    ) -> None:
        """`url` is the root of ARI, such as `http://127.0.0.1:8088/ari`; `registrar` the file of its registrations
        (SwitchConfig.registrar) and `trunk_lines`, where those are asked for. Nothing is connected before `start`."""
        self._registrar = Registrations(registrar) if registrar else None
        self._trunk_lines = trunk_lines
        self._account = (url, user, password, app)
        self._client = client
        self._ari: AriClient
        self._ours: Holdings
        self._on_call: OnCall
        self._connected = False
        self._life: asyncio.Task[None] | None = None
        self._tidying: set[asyncio.Task[Any]] = set()
        self._making: dict[str, asyncio.Task[Reply]] = {}  # bridges, until they are asked to end

    async def start(self, on_call: OnCall, left: Collection[str] = ()) -> dict[str, Leg]:
        """See Switch."""
        self._on_call = on_call
        self._left: Collection[str] | None = left  # until it was seen which of them are there
        self._ari = self._client(*self._account)
        self._ours = Holdings(self._ari)
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._life = asyncio.create_task(self._live(ready))
        try:
            await ready
        except BaseException:
            await self.stop()
            raise
        return {leg_id: leg for leg_id, leg in self._ours.legs.items() if leg_id in left}

    async def stop(self) -> None:
        """See Switch."""
        if self._life is None:
            return
        self._life.cancel()
        await asyncio.wait((self._life, *self._tidying))
        self._life = None
        for leg in self._ours.legs.values():
            leg.abandon()
        await self._ari.close()

    async def ring(self, leg_id: str, address: Address, caller: Identity, ring_seconds: float) -> Leg:
        """See Switch. Raises ValueError for an address that does not belong in a dial string."""
        order = ring_order(address, caller, ring_seconds)
        if not self._connected:
            raise SwitchAway("Asterisk does not answer.")
        if known := self._ours.legs.get(leg_id):
            return known
        leg = OutgoingLeg(leg_id, self._ari, order)
        self._ours.adopt(leg)
        return leg

    async def connect(self, first: Leg, second: Leg) -> Leg:
        """See Switch. Sounds that still play on either are stopped."""
        legs = (_own(first), _own(second))
        bridge = self._ours.new_bridge()
        try:
            await self._see_joined(bridge, legs)
            await asyncio.wait([leg.ended for leg in legs], return_when=asyncio.FIRST_COMPLETED)
            return min(legs, key=lambda leg: leg.ended_at)
        finally:
            await self._part(bridge)

    async def lamps(self) -> dict[Lamp, LampState]:
        """See Switch."""
        return await Lamps(self._ari).read()

    async def set_lamp(self, lamp: Lamp, state: LampState) -> None:
        """See Switch."""
        await Lamps(self._ari).set(lamp, state)

    async def registrations(self) -> Mapping[str, Whereabouts]:
        """See Switch."""
        if self._registrar is None:
            raise SwitchAway("It is not known where Asterisk keeps its registrations.")
        return await self._registrar.read()

    async def trunks(self, names: Collection[str]) -> Mapping[str, TrunkStanding]:
        """See Switch."""
        if self._trunk_lines is None:
            raise SwitchAway("It is not known where Asterisk keeps its trunks.")
        return await self._trunk_lines.read(names)

    async def held(self) -> Held:
        """See Switch. Every channel and bridge in Asterisk counts, whoever's it is."""
        return Held(legs=len(await self._ours.channels()), connections=len(await self._ours.bridges_there()))

    async def _see_joined(self, bridge: str, legs: tuple[AsteriskLeg, AsteriskLeg]) -> None:
        # Two people wait for this, or talk already: one reply that does not come must not end it.
        for pause in JOIN_AGAIN_SECONDS:
            try:
                await self._join(bridge, legs)
            except SwitchAway:
                await asyncio.sleep(pause)
            else:
                return
        await self._join(bridge, legs)

    async def _join(self, bridge: str, legs: tuple[AsteriskLeg, AsteriskLeg]) -> None:
        for leg in legs:
            await leg.prepare_to_talk()
        # Never cancelled along: over another line, the end of a bridge may come before its beginning.
        making = self._making[bridge] = self._tidy(self._ari.request("POST", "bridges", bridge, type="mixing"))
        made = await asyncio.shield(making)
        if not made.ok:
            raise SwitchAway(f"Asterisk made no bridge (status {made.status}).")
        together = ",".join(leg.id for leg in legs)
        if not (await self._ari.request("POST", "bridges", bridge, "addChannel", channel=together)).ok:
            raise LegGone

    async def _part(self, bridge: str) -> None:
        # A task of its own: whoever is cancelled once more while waiting for it must not leave the bridge behind.
        await asyncio.shield(self._tidy(self._destroy(bridge)))

    def _tidy(self, work: Coroutine[None, None, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tidying.add(task)
        task.add_done_callback(self._tidying.discard)
        return task

    async def _destroy(self, bridge: str) -> None:
        if making := self._making.pop(bridge, None):
            making.add_done_callback(lambda made: made.cancelled() or made.exception())  # nobody else may ask
            await asyncio.wait([making], timeout=MADE_SECONDS)
        try:
            await self._ari.request("DELETE", "bridges", bridge)
        except SwitchAway:
            log.warning("A bridge will be released as soon as Asterisk answers")
        finally:
            self._ours.bridges.discard(bridge)

    async def _live(self, ready: asyncio.Future[None]) -> None:
        pauses = _pauses()
        while True:
            if await self._attend(ready):
                pauses = _pauses()
            await asyncio.sleep(next(pauses))

    async def _attend(self, ready: asyncio.Future[None]) -> bool:
        """Serve one connection until it is lost; whether there was one."""
        try:
            async with self._ari.events() as events:
                await self._take_over()
                missed = await self._ours.after_absence()
                self._connected = True
                if not ready.done():
                    ready.set_result(None)
                self._enter_all(missed)
                sweeper = asyncio.create_task(self._sweep())
                try:
                    async for event in events:
                        self._see(event)
                finally:
                    sweeper.cancel()
        except Exception as error:
            if not ready.done():
                ready.set_exception(error)
            elif not isinstance(error, SwitchAway):
                log.exception("What Asterisk tells could not be followed")
        was_connected, self._connected = self._connected, False
        if was_connected:
            log.warning("The connection with Asterisk was lost")
        return was_connected

    async def _take_over(self) -> None:
        """At the first connection: take what an engine before us left."""
        if self._left is not None:
            waiting = await self._ours.take_over(self._left)
            self._left = None
            self._enter_all(waiting)

    async def _sweep(self) -> None:
        for pause in chain(SWEEP_SECONDS, repeat(SWEEP_SECONDS[-1])):
            await asyncio.sleep(pause)
            try:
                self._enter_all(await self._ours.reconcile())
            except SwitchAway:
                log.warning("Asterisk did not tell what it holds")

    def _see(self, event: Event) -> None:
        leg = self._ours.legs.get(event.about)
        try:
            if leg is not None:
                leg.see(event)
            elif event.type == "StasisStart":
                self._enter(event)
        except Exception:  # one call's mishap is not to deafen us for all others
            log.exception("%s of leg %s could not be taken in", event.type, event.about)

    def _enter_all(self, events: list[Event]) -> None:
        for event in events:
            self._enter(event)

    def _enter(self, event: Event) -> None:
        invitation = invitation_of(event)
        if invitation is None or not self._ours.is_new(event.about):
            return  # of a leg that we gave up, or that is over
        leg = AsteriskLeg(event.about, self._ari)
        self._ours.adopt(leg)
        try:
            self._on_call(leg, invitation)
        except Exception:
            log.exception("Call %s could not be taken in hand", leg.id)
            self._tidy(leg.hang_up(Ending.UNREACHABLE))


def _pauses() -> Iterator[float]:
    return chain(RETRY_SECONDS, repeat(RETRY_SECONDS[-1]))


def _own(leg: Leg) -> AsteriskLeg:
    if not isinstance(leg, AsteriskLeg):
        raise TypeError("This leg is of another switch.")
    return leg
