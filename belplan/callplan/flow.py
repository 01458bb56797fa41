"""Follows a call through a tree of steps without running it: what ends, what is never reached, what leads on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from belplan.callplan.component import Condition
from belplan.callplan.plan import Plan, Step, branch_prefix, diversion_prefix
from belplan.callplan.references import references

_NOBODYS: Mapping[str, str] = {}


@dataclass(frozen=True)
class PlanLink:
    """A step that goes on in another plan. `sure`: no condition on the way decides whether a call comes to it."""

    step: str
    plan: str
    sure: bool


def goes_on(steps: tuple[Step, ...]) -> bool:
    """Whether a call can come out at the end of these steps."""
    return all(_passes(step) for step in steps)


def _passes(step: Step) -> bool:
    if isinstance(step.component, Condition):
        return True
    return any(goes_on(step.entered(branch)[1]) for branch in step.component.branches())


def never_reached(steps: tuple[Step, ...], prefix: str = "") -> Iterator[tuple[str, str]]:
    """In each list of steps the first to which no call comes, and the step at which all calls end."""
    ended = ""
    for index, step in enumerate(steps, start=1):
        place = f"{prefix}{index}"
        if ended:
            yield place, ended
            return
        for branch, nested in step.branches.items():
            yield from never_reached(nested, branch_prefix(place, branch))
        if not _passes(step):
            ended = place


def plan_links(plan: Plan, owned: Mapping[str, str] = _NOBODYS) -> list[PlanLink]:
    """The steps of a plan that lead to other plans, those of its diversions included.

    `owned`: the keys of users' own plans, by user, which a step may follow.

    A diversion counts as sure: while it is on, all calls take it.
    """
    walk = _LinkWalk({user: key for user, key in owned.items() if key != plan.key})
    walk.steps(plan.steps, "", True)
    for diversion in plan.diversions:
        walk.steps(diversion.steps, diversion_prefix(diversion.name), True)
    return walk.links


class _LinkWalk:
    """Collects links while it goes through steps in the order in which a call would."""

    def __init__(self, owned: Mapping[str, str]) -> None:
        self._owned = owned
        self.links: list[PlanLink] = []

    def steps(self, steps: tuple[Step, ...], prefix: str, sure: bool) -> bool:
        """Go through a list; answers whether what follows it is still reached surely."""
        for index, step in enumerate(steps, start=1):
            sure = self._step(step, f"{prefix}{index}", sure)
        return sure

    def _step(self, step: Step, place: str, sure: bool) -> bool:
        targets = (reference.key for reference in references(step.component) if reference.kind == "plan")
        self.links.extend(PlanLink(place, target, sure) for target in targets)
        if followed := self._owned.get(step.component.follows()):
            self.links.append(PlanLink(place, followed, sure))
            sure = False  # nobody comes back from there
        if not isinstance(step.component, Condition):
            taken = dict(step.entered(branch) for branch in step.component.branches())
            ways = [self.steps(nested, branch_prefix(place, branch), sure) for branch, nested in taken.items()]
            return any(ways)
        for branch, nested in step.branches.items():
            self.steps(nested, branch_prefix(place, branch), False)
            sure = sure and goes_on(nested)  # a condition whose steps end takes calls away from what follows
        return sure
