"""Sees one call through: its route until it ends or the caller hangs up, and its end once nothing of it is left."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Literal

from belplan.callevents import CallEnded, Ending, Outcome, phrase
from belplan.callplan.component import Ended
from belplan.engine.live_call import LiveCall
from belplan.switch.port import Leg, LegGone, SwitchAway

log = logging.getLogger(__name__)

SETTLE_SECONDS = 15.0  # for the switch to say that the last legs are gone, also when it had to be asked again

By = Literal["caller", "callee", "exchange"]
Route = Coroutine[Any, Any, Ended]

_TOLD = {  # what the caller's telephone is told, by outcome
    Outcome.BUSY: Ending.BUSY,
    Outcome.NO_ANSWER: Ending.NO_ANSWER,
    Outcome.REFUSED: Ending.REFUSED,
    Outcome.FAILED: Ending.UNREACHABLE,
    Outcome.UNREACHABLE: Ending.UNREACHABLE,
}


async def see_through(call: LiveCall, route: Route) -> None:
    """Run the route to the call's end, whoever brings it about, and leave nothing of it on the switch."""
    ended, by = await _until_over(call, route)
    await call.leg.hang_up(_TOLD.get(ended.outcome, Ending.HUNG_UP))
    await _all_gone([call.leg, *call.legs])
    call.facts.emit(CallEnded, outcome=ended.outcome, reason=ended.reason, hung_up_by=by)


async def _until_over(call: LiveCall, route: Route) -> tuple[Ended, By]:
    work = asyncio.create_task(_guarded(call, route))
    try:
        await asyncio.wait((work, call.leg.ended), return_when=asyncio.FIRST_COMPLETED)
    finally:
        if not work.done():
            work.cancel()
            await asyncio.wait((work,))
    if not work.cancelled() and (ended := work.result()) is not None:
        return ended, _ended_by(call)
    if call.talked:
        return Ended(Outcome.ANSWERED, call.talked), "caller"
    return Ended(Outcome.ABANDONED, phrase("the caller hung up")), "caller"


def _ended_by(call: LiveCall) -> By:
    if call.leg.ended.done():
        return "caller"
    return "callee" if call.talked and not call.cut_off else "exchange"


async def _guarded(call: LiveCall, route: Route) -> Ended | None:
    """The route's end; None when the caller's leg was gone under it. A failure of ours is told to the caller."""
    try:
        return await route
    except LegGone:
        await _all_gone([call.leg])  # a request may be refused a moment before the end is told
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
