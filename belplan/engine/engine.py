"""The engine of one node: each call that enters the switch runs in a task of its own, and its facts are stated."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from typing import Any

from belplan.callevents import CallStarted, Ending, Outcome, phrase
from belplan.callplan.component import Ended, Rung
from belplan.engine import dialling
from belplan.engine.companies import Companies, Company
from belplan.engine.conduct import see_through
from belplan.engine.facts import Clock, Facts, Sink
from belplan.engine.interpreter import run_plan
from belplan.engine.live_call import LiveCall, Surroundings
from belplan.engine.reception import Entry, entry
from belplan.switch.port import Invitation, Leg

log = logging.getLogger(__name__)

RING_SECONDS = 60.0  # an internal or outgoing call rings no longer

_OUTCOMES = {
    Ending.BUSY: Outcome.BUSY,
    Ending.REFUSED: Outcome.REFUSED,
    Ending.UNREACHABLE: Outcome.UNREACHABLE,
}


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

    @property
    def calls(self) -> int:
        """How many calls are in progress."""
        return len(self._calls)

    def take(self, leg: Leg, invitation: Invitation) -> None:
        """Take a call that entered the switch."""
        known = self.companies.by_account.get(invitation.account)
        if known is None:
            log.warning("a call from account %s is refused: no company has it", invitation.account)
            self._run(leg.id, leg.hang_up(Ending.UNREACHABLE))
            return
        company, source = known
        come = entry(company, source, invitation)
        call = self._call(leg, company, come)
        self._run(leg.id, see_through(call, route(call, come.where)))

    def _run(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name=f"call {name}")
        self._calls[name] = task
        task.add_done_callback(lambda _: self._calls.pop(name, None))

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
        )
        return LiveCall(
            self._around, company, facts, leg, come.dialled, come.caller, come.caller_name, seed, caller_user=come.user
        )


async def route(call: LiveCall, where: dialling.Destination) -> Ended:
    """Lead a call to where it was dialled. Cancelled when the caller hangs up."""
    match where:
        case dialling.ToPlan(plan=plan):
            return await run_plan(call, plan, phrase("{number} was called", number=call.dialled))
        case dialling.ToUser(user=user):
            return _as_ended(await call.ring_user(user, RING_SECONDS))
        case dialling.ToEmergency(number=number):
            return _as_ended(await call.ring_outside(number, emergency=True, seconds=RING_SECONDS))
        case dialling.ToOutside(number=number):
            return _as_ended(await call.ring_outside(number, emergency=False, seconds=RING_SECONDS))
        case dialling.Refused(reason=reason):
            return Ended(Outcome.REFUSED, reason)


def _as_ended(rung: Rung) -> Ended:
    if rung.talked:
        return Ended(Outcome.ANSWERED, rung.reason)
    return Ended(_OUTCOMES.get(rung.ending, Outcome.NO_ANSWER), rung.reason)
