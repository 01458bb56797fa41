"""The simple presets of a user's own plan: what is asked of them, as ordinary steps, and read back from these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from belplan.callplan.component import STEPS
from belplan.callplan.components.announcement import Announcement
from belplan.callplan.components.forward import BUSY, Forward
from belplan.callplan.components.hang_up import HangUp
from belplan.callplan.components.time_condition import TimeCondition
from belplan.callplan.options import Language
from belplan.callplan.plan import Diversion, Plan, Step

RING_SECONDS = 20
AWAY_SECONDS = 45  # a mobile rings longer: it has to be taken out of a pocket
CATEGORY = "A"


@dataclass(frozen=True)
class Route:
    """What becomes of calls to a user. Numbers in digits with their country code; empty where it is not wanted.

    `always` is the number of a diversion, named `always_name`, which is switched on and off apart.
    """

    seconds: int = RING_SECONDS
    no_answer: str = ""  # where their telephones rang in vain
    busy: str = ""  # where they are busy, refuse, or have no telephone that can be reached; empty as for no answer
    hours: str = ""  # the key of those outside which something else happens: a number, or else a text
    outside: str = ""
    say: str = ""
    language: Language = "nl"
    always: str = ""
    always_name: str = ""


def plan_of(route: Route, key: str, name: str, owner: str) -> Plan:
    """The plan that does it."""
    diversions: tuple[Diversion, ...] = ()
    if route.always:
        diversions = (Diversion(route.always_name, CATEGORY, False, (Step(_away(route.always)),)),)
    return Plan(key, name, "", (), _steps(route, owner), diversions, owner=owner)


def route_of(plan: Plan) -> Route | None:
    """The presets that made a plan; None for one that was made otherwise, in the editor say."""
    steps = _all(plan.steps)
    components = [step.component for step in steps]
    rings = ((one, step.branches) for step in steps if isinstance(one := step.component, Forward) and one.user)
    ring, branches = next(rings, (Forward(), {}))
    away = [one.external for one in components if isinstance(one, Forward) and one.external]
    hours = next((one.hours for one in components if isinstance(one, TimeCondition)), "")
    said = next((one for one in components if isinstance(one, Announcement)), None)
    always = next((d for d in plan.diversions if d.steps and isinstance(d.steps[0].component, Forward)), None)
    spoken: dict[str, Any] = {"say": said.say or "", "language": said.language} if said else {}
    outside = away[-1] if hours and away and not said else ""
    inside = away[: len(away) - bool(outside)]
    route = Route(
        seconds=ring.timeout,
        no_answer=inside[0] if inside else "",
        busy=_number(branches.get(BUSY, ())),
        hours=hours,
        outside=outside,
        always=_number(always.steps) if always else "",
        always_name=always.name if always else "",
        **spoken,
    )
    same = plan_of(route, plan.key, plan.name, plan.owner)
    return route if (same.steps, _told(same)) == (plan.steps, _told(plan)) else None


def _told(plan: Plan) -> list[tuple[str, str, tuple[Step, ...]]]:
    """Its diversions, whether they are on apart."""
    return [(diversion.name, diversion.category, diversion.steps) for diversion in plan.diversions]


def _steps(route: Route, owner: str) -> tuple[Step, ...]:
    busy = {BUSY: (Step(_away(route.busy)), Step(HangUp()))} if route.busy else {}
    ring = Step(Forward(user=owner, follow=False, timeout=route.seconds), busy)
    away = (Step(_away(route.no_answer)),) if route.no_answer else ()
    inside = (ring, *away, Step(HangUp()))
    if not route.hours:
        return inside
    outside = _away(route.outside) if route.outside else Announcement(say=route.say, language=route.language)
    return Step(TimeCondition(hours=route.hours), {"steps": inside}), Step(outside), Step(HangUp())


def _away(number: str) -> Forward:
    return Forward(external=number, timeout=AWAY_SECONDS)


def _all(steps: tuple[Step, ...]) -> list[Step]:
    """The steps with those nested under them, without those of branches with a name of their own."""
    return [one for step in steps for one in (step, *_all(step.branches.get(STEPS, ())))]


def _number(steps: tuple[Step, ...]) -> str:
    component = steps[0].component if steps else None
    return component.external or "" if isinstance(component, Forward) else ""
