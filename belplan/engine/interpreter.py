"""Runs a published call plan for one call: live calls, simulations and tests alike."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from belplan.callevents import Outcome, Phrase, PlanEntered, StepEntered, phrase
from belplan.callplan.component import Condition, Ended, Enter, EnterPlan, Result
from belplan.callplan.plan import Diversion, Plan, PublishedPlan, Step, branch_prefix, diversion_prefix, walk
from belplan.engine.live_call import LiveCall
from belplan.engine.state import in_force

log = logging.getLogger(__name__)

MOST_PLAN_ENTRIES = 10  # the tenth entry ends the call: plans that hand it round in a circle


async def run_plan(call: LiveCall, key: str, reason: Phrase, *, at: str = "") -> Ended:
    """Run a plan, and those it hands the call to, until the call is over.

    `at`: the step at which a call goes on that had come there under an earlier engine. Cancelled when the caller hangs
    up.
    """
    for entry in range(1, MOST_PLAN_ENTRIES + 1):
        published = call.company.plans.get(key)
        if published is None:
            return await _unreachable(call, phrase("this number has no published plan"))
        if entry == MOST_PLAN_ENTRIES:
            log.error("company %s: plans hand a call round in a circle, last to plan %s", call.company.key, key)
            return await _unreachable(call, phrase("the call went from plan to plan {count} times", count=entry))
        at, begin = "", at
        match await _enter(call, published, reason, begin):
            case EnterPlan(plan=key, reason=reason):
                continue
            case Ended() as ended:
                return ended
            case Phrase() as last:
                return await _unreachable(call, last)
    raise AssertionError("the last entry ends the call")


async def _enter(call: LiveCall, published: PublishedPlan, reason: Phrase, at: str) -> Ended | EnterPlan | Phrase:
    plan = published.plan
    call.plan, call.plan_name, call.library = plan.key, plan.name, published.library
    call.facts.emit(PlanEntered, plan=plan.key, version=published.version, reason=reason)
    if diversion := _diversion(call, plan, at):
        why = phrase("diversion {name} is on", name=diversion.name)
        prefix = diversion_prefix(diversion.name)
        at = at if any(at == place for place, _ in walk(diversion.steps, prefix)) else ""
        result = await _steps(call, plan.key, diversion.steps, prefix, why, at)
        if isinstance(result, Phrase):
            return Ended(Outcome.HUNG_UP, phrase("diversion {name} has come to its end", name=diversion.name))
        return result
    at = at if any(at == place for place, _ in walk(plan.steps)) else ""
    return await _steps(call, plan.key, plan.steps, "", reason, at)


def _diversion(call: LiveCall, plan: Plan, at: str) -> Diversion | None:
    """Judged on entry: a call that goes on at a step stays where it was, whatever was switched since."""
    if not at:
        return in_force(plan, call.state)
    return next((d for d in plan.diversions if at.startswith(diversion_prefix(d.name))), None)


async def _steps(
    call: LiveCall, plan: str, steps: Sequence[Step], prefix: str, reason: Phrase, at: str = ""
) -> Ended | EnterPlan | Phrase:
    """Run siblings top-down, from `at` on; the reason why the last one led on, when the end was reached."""
    for number, step in enumerate(steps, start=1):
        place = f"{prefix}{number}"
        if at and at != place and not at.startswith((f"{place}.", f"{place}[")):
            continue
        result = await (_below if at and at != place else _step)(call, plan, step, place, reason, at)
        at = ""
        if not isinstance(result, Phrase):
            return result
        reason = result
    return reason


async def _below(
    call: LiveCall, plan: str, step: Step, place: str, reason: Phrase, at: str
) -> Ended | EnterPlan | Phrase:
    """Go on at `at`, which stands in one of this step's branches: the step itself was done before."""
    for branch, nested in step.branches.items():
        prefix = branch_prefix(place, branch)
        if at.startswith(prefix):
            return await _steps(call, plan, nested, prefix, reason, at)
    return reason


async def _step(
    call: LiveCall, plan: str, step: Step, place: str, reason: Phrase, _at: str
) -> Ended | EnterPlan | Phrase:
    """Run one step and then its nested ones; the reason for the next sibling, when there is one."""
    component = step.component
    if isinstance(component, Condition):
        verdict = component.judge(call)
        if not verdict.holds:
            return verdict.reason
        reason = verdict.reason
    call.facts.emit(StepEntered, plan=plan, step=place, component=component.kind, reason=reason)
    result: Result = Enter(reason) if isinstance(component, Condition) else await component.run(call)
    if not isinstance(result, Enter):
        return result
    branch, nested = step.entered(result.branch)
    return await _steps(call, plan, nested, branch_prefix(place, branch), result.reason)


async def _unreachable(call: LiveCall, reason: Phrase) -> Ended:
    await call.tell("unreachable")
    return Ended(Outcome.UNREACHABLE, reason)
