"""Where a call is led, by what was dialled."""

from __future__ import annotations

from belplan.callevents import Ending, Outcome, phrase
from belplan.callplan.component import Ended, Rung
from belplan.engine import dialling, features
from belplan.engine.interpreter import run_plan
from belplan.engine.live_call import LiveCall

RING_SECONDS = 60.0  # an internal or outgoing call rings no longer

_OUTCOMES = {
    Ending.BUSY: Outcome.BUSY,
    Ending.REFUSED: Outcome.REFUSED,
    Ending.UNREACHABLE: Outcome.UNREACHABLE,
}


async def route(call: LiveCall, where: dialling.Destination) -> Ended:
    """Lead a call to where it was dialled. Cancelled when the caller hangs up."""
    match where:
        case dialling.ToPlan(plan=plan):
            return await run_plan(call, plan, phrase("{number} was called", number=call.dialled))
        case dialling.ToUser(user=user):
            if plan := call.own_plan(user.key):
                why = phrase("{who} was called and has a route of their own", who=f"user/{user.key}")
                return await run_plan(call, plan, why)
            return _as_ended(await call.ring_user(user, RING_SECONDS))
        case dialling.ToEmergency(number=number):
            return _as_ended(await call.ring_outside(number, emergency=True, seconds=RING_SECONDS))
        case dialling.ToOutside(number=number):
            return _as_ended(await call.ring_outside(number, emergency=False, seconds=RING_SECONDS))
        case dialling.ToFeature(feature=feature):
            return await features.carry_out(call, feature)
        case dialling.Refused(reason=reason):
            return Ended(Outcome.REFUSED, reason)


def _as_ended(rung: Rung) -> Ended:
    if rung.talked:
        return Ended(Outcome.ANSWERED, rung.reason)
    return Ended(_OUTCOMES.get(rung.ending, Outcome.NO_ANSWER), rung.reason)
