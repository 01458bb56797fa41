"""The engine of one node: each call that enters the switch runs in a task of its own, and its facts are stated."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any

from belplan.callevents import CallStarted, Ending
from belplan.engine.companies import Companies, Company
from belplan.engine.conduct import see_through
from belplan.engine.facts import Clock, Facts, Sink
from belplan.engine.live_call import LiveCall, Surroundings
from belplan.engine.placing import Order, PlacedCall
from belplan.engine.reception import Entry, entry, entry_again
from belplan.engine.recovery import OpenCall, close, end_unseen, lead_on, unseen_outside_talk
from belplan.engine.routing import route
from belplan.switch.port import Invitation, Leg

log = logging.getLogger(__name__)


PLACED_SECONDS = 600.0  # that a placed call's state can be asked for


class Engine:
    """Holds the companies' snapshots and the calls in progress; knows neither Asterisk nor Django."""

    def __init__(
        self, around: Surroundings, clock: Clock, sink: Sink, *, seeds: Callable[[], int] | None = None
    ) -> None:
        self.companies = Companies()
        self._around = around
        self._clock = clock
        self._sink = sink
        self._seeds = seeds or (lambda: secrets.randbits(32))
        self._calls: dict[str, asyncio.Task[None]] = {}
        self._placed: dict[str, PlacedCall] = {}

    @property
    def calls(self) -> int:
        """How many calls are in progress."""
        return len(self._calls)

    def take(self, leg: Leg, invitation: Invitation) -> None:
        """Take a call that entered the switch."""
        known = self.companies.by_account(invitation.account)
        if known is None:
            log.warning("a call from account %s is refused: no company has it", invitation.account)
            self._run(leg.id, leg.hang_up(Ending.UNREACHABLE))
            return
        company, source = known
        come = entry(company, self._around.states.of(company.key), source, invitation)
        call = self._call(leg, company, come)
        self._run(leg.id, see_through(call, route(call, come.where)))

    def _run(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name=f"call {name}")
        self._calls[name] = task
        task.add_done_callback(lambda _: self._calls.pop(name, None))

    def place(self, company: Company, order: Order) -> PlacedCall:
        """Place a call of our own; one with this id that was placed before is returned as it stands."""
        if order.call not in self._placed:
            facts = Facts(order.call, company.key, self._around.node, self._clock, self._sink)
            self._placed[order.call] = PlacedCall(self._around, company, facts, order, self._clock)
            self._run(order.call, self._placed[order.call].run())
            asyncio.get_running_loop().call_later(PLACED_SECONDS, self._placed.pop, order.call, None)
        return self._placed[order.call]

    def placed(self, call: str) -> PlacedCall | None:
        """A call that was placed not long ago."""
        return self._placed.get(call)

    async def idle(self) -> None:
        """Return once no call is in progress."""
        while self._calls:
            await asyncio.wait(self._calls.values())

    def _call(self, leg: Leg, company: Company, come: Entry) -> LiveCall:
        call_id = f"{self._around.node}-{int(self._clock() * 1000):x}-{secrets.token_hex(5)}"
        facts = Facts(call_id, company.key, self._around.node, self._clock, self._sink)
        seed = self._seeds()
        facts.emit(
            CallStarted,
            direction=come.direction,
            caller=come.caller,
            caller_name=come.caller_name,
            dialled=come.dialled,
            seed=seed,
            caller_party=come.party,
            leg=leg.id,
        )
        return self._live(leg, company, facts, come, seed)

    def _live(self, leg: Leg, company: Company, facts: Facts, come: Entry, seed: int) -> LiveCall:
        return LiveCall(
            self._around, company, facts, leg, come.dialled, come.caller, come.caller_name, seed,
            caller_user=come.user, caller_device=come.device,
        )  # fmt: skip

    def take_back(self, left: Iterable[OpenCall], legs: Mapping[str, Leg]) -> None:
        """Take the calls of an earlier engine in hand; `legs` are those of theirs that the switch still held."""
        for call in left:
            self._take_back(call, legs)

    def _take_back(self, left: OpenCall, legs: Mapping[str, Leg]) -> None:
        started = left.started
        facts = Facts(started.call, started.company, self._around.node, self._clock, self._sink, left.last_seq)
        leg = legs.get(started.leg)
        company = self.companies.by_key.get(started.company)
        come = entry_again(company, self._around.states.of(company.key), started) if company else None
        if company is not None and (unseen := unseen_outside_talk(left, legs)):
            self._around.limits.resume(company, unseen.at).release()
        if leg is None or company is None or come is None:
            self._run(started.call, self._release(left, facts, legs))
            return
        close(left, facts, legs)
        call = self._live(leg, company, facts, come, started.seed)
        if left.talking and left.talking.leg in legs:
            call.keep_place(left.talking)  # now, before any other call goes on and takes it
        self._run(leg.id, see_through(call, lead_on(call, left, legs, come.where)))

    @staticmethod
    async def _release(left: OpenCall, facts: Facts, legs: Mapping[str, Leg]) -> None:
        """End a call whose caller, company or telephone is gone."""
        for leg in (legs[leg_id] for leg_id in left.legs if leg_id in legs):
            await leg.hang_up()
        close(left, facts, {})
        end_unseen(left, facts)
