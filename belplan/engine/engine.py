"""The engine of one node: each call that enters the switch runs in a task of its own, and its facts are stated."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from typing import Any, Literal

from belplan.callevents import CallEnded, CallStarted, Direction, Ending, Outcome, phrase
from belplan.callplan.component import Ended, Rung
from belplan.engine import dialling
from belplan.engine.companies import Companies, Company
from belplan.engine.facts import Clock, Facts, Sink
from belplan.engine.interpreter import run_plan
from belplan.engine.live_call import LiveCall, Surroundings
from belplan.engine.snapshot import DeviceEntry, TrunkEntry
from belplan.switch.port import Invitation, Leg, LegGone, SwitchAway

log = logging.getLogger(__name__)

RING_SECONDS = 60.0  # an internal or outgoing call rings no longer
SETTLE_SECONDS = 10.0  # for the switch to say that the last legs are gone

_SIP_ENDINGS = {
    Outcome.BUSY: Ending.BUSY,
    Outcome.NO_ANSWER: Ending.NO_ANSWER,
    Outcome.REFUSED: Ending.REFUSED,
    Outcome.FAILED: Ending.UNREACHABLE,
    Outcome.UNREACHABLE: Ending.UNREACHABLE,
}
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
        self._run(leg.id, self._serve(leg, invitation, *known))

    def _run(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name=f"call {name}")
        self._calls[name] = task
        task.add_done_callback(lambda _: self._calls.pop(name, None))

    async def idle(self) -> None:
        """Return once no call is in progress."""
        while self._calls:
            await asyncio.wait(self._calls.values())

    async def _serve(
        self, leg: Leg, invitation: Invitation, company: Company, source: DeviceEntry | TrunkEntry
    ) -> None:
        call, where = self._begin(leg, invitation, company, source)
        route = self._route(call, where)
        ended, by = await _until_over(leg, route, call)
        await leg.hang_up(_SIP_ENDINGS.get(ended.outcome, Ending.HUNG_UP))
        await _all_gone([leg, *call.legs])
        call.facts.emit(CallEnded, outcome=ended.outcome, reason=ended.reason, hung_up_by=by)

    def _begin(
        self, leg: Leg, invitation: Invitation, company: Company, source: DeviceEntry | TrunkEntry
    ) -> tuple[LiveCall, dialling.Destination]:
        if isinstance(source, TrunkEntry):
            return self._begin_inbound(leg, invitation, company)
        return self._begin_own(leg, invitation, company, source)

    def _begin_inbound(
        self, leg: Leg, invitation: Invitation, company: Company
    ) -> tuple[LiveCall, dialling.Destination]:
        country = company.about.country
        number = dialling.normalise(invitation.dialled, country)
        caller = dialling.normalise(invitation.caller.number, country)
        name = company.about.phonebook.get(caller, "") or invitation.caller.name
        call = self._call(leg, company, number, caller, name)
        plan = company.about.numbers.get(number, "")
        self._started(call, Direction.INBOUND, "")
        return call, dialling.ToPlan(plan)

    def _begin_own(
        self, leg: Leg, invitation: Invitation, company: Company, device: DeviceEntry
    ) -> tuple[LiveCall, dialling.Destination]:
        user = company.user_of(device)
        where = dialling.destination(company, invitation.dialled)
        if user is None and not isinstance(where, dialling.ToEmergency):
            where = dialling.Refused(phrase("this telephone belongs to nobody yet: link it to a user"))
        to_outside = isinstance(where, dialling.ToOutside | dialling.ToEmergency)
        dialled = where.number if isinstance(where, dialling.ToOutside) else dialling.digits(invitation.dialled)
        extension, name = (user.extension, user.name) if user else ("", device.name)
        call = self._call(leg, company, dialled, extension, name)
        call.caller_user = user
        party = f"user/{user.key}" if user else f"device/{device.key}"
        self._started(call, Direction.OUTBOUND if to_outside else Direction.INTERNAL, party)
        return call, where

    def _call(self, leg: Leg, company: Company, dialled: str, number: str, name: str) -> LiveCall:
        call_id = f"{self._around.node}-{int(self._clock() * 1000):x}-{secrets.token_hex(5)}"
        facts = Facts(call_id, company.key, self._around.node, self._clock, self._sink)
        return LiveCall(self._around, company, facts, leg, dialled, number, name, self._seeds())

    @staticmethod
    def _started(call: LiveCall, direction: Direction, party: str) -> None:
        call.facts.emit(
            CallStarted,
            direction=direction,
            caller=call.caller_number,
            caller_name=call.caller_name,
            dialled=call.dialled,
            seed=call.seed,
            caller_party=party,
        )

    async def _route(self, call: LiveCall, where: dialling.Destination) -> Ended:
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


By = Literal["caller", "callee", "exchange"]


async def _until_over(leg: Leg, route: Coroutine[Any, Any, Ended], call: LiveCall) -> tuple[Ended, By]:
    """Run the route until it ends or the caller hangs up, whichever is first."""
    work = asyncio.ensure_future(_guarded(route, call))
    try:
        await asyncio.wait((work, leg.ended), return_when=asyncio.FIRST_COMPLETED)
    finally:
        if not work.done():
            work.cancel()
            await asyncio.wait((work,))
    if not work.cancelled() and (ended := work.result()) is not None:
        by_callee: By = "callee" if call.talked else "exchange"
        return ended, "caller" if leg.ended.done() else by_callee
    if call.talked:
        return Ended(Outcome.ANSWERED, phrase("the call was answered")), "caller"
    return Ended(Outcome.ABANDONED, phrase("the caller hung up")), "caller"


async def _guarded(route: Coroutine[Any, Any, Ended], call: LiveCall) -> Ended | None:
    """The route's end; None when the caller's leg was gone under it. A failure of ours is told to the caller."""
    try:
        return await route
    except LegGone:
        if call.leg.ended.done():
            return None
        log.exception("call %s: a leg was used after its end", call.facts.call)
    except SwitchAway:
        log.error("call %s: the switch is away", call.facts.call)
        return Ended(Outcome.FAILED, phrase("the switch could not be reached"))
    except Exception:
        log.exception("call %s failed", call.facts.call)
    return await _apologise(call)


async def _apologise(call: LiveCall) -> Ended | None:
    try:
        await call.tell("technical_fault")
    except LegGone:
        return None
    except Exception:
        log.exception("call %s: the caller could not be told", call.facts.call)
    return Ended(Outcome.FAILED, phrase("a fault of the exchange, see its log"))


async def _all_gone(legs: list[Leg]) -> None:
    """Wait until the switch has let go of every leg, so that the record's end is true."""
    waiting = [leg.ended for leg in legs if not leg.ended.done()]
    if waiting:
        _, late = await asyncio.wait(waiting, timeout=SETTLE_SECONDS)
        if late:
            log.error("%d legs were not reported gone within %g s", len(late), SETTLE_SECONDS)
