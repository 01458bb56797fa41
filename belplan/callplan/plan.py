"""A call plan: a tree of steps, as edited (draft) and as published (frozen, with all that it refers to)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from belplan.callevents import Phrase
from belplan.callplan.component import STEPS, Component

if TYPE_CHECKING:
    from belplan.callplan.caller_list import CallerList
    from belplan.callplan.hours import Hours
    from belplan.callplan.menu_settings import MenuSettings


@dataclass(frozen=True)
class Step:
    """One building block in its place, with the steps of its branches."""

    component: Component
    branches: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)

    def entered(self, branch: str) -> tuple[str, tuple[Step, ...]]:
        """The branch that a call takes for this one, and its steps: one that holds none gives way to "steps"."""
        taken = branch if self.branches.get(branch) else STEPS
        return taken, self.branches.get(taken, ())


@dataclass(frozen=True)
class Diversion:
    """Steps that, while on, bypass the whole plan. In one category at most one is on."""

    name: str
    category: str
    on: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Plan:
    """A call plan as its author wrote it. `key` is its fixed name within the company."""

    key: str
    name: str
    internal: str  # extension, or empty
    numbers: tuple[str, ...]
    steps: tuple[Step, ...]
    diversions: tuple[Diversion, ...] = ()
    fallback: str = ""  # the user whose telephones ring while the exchange itself is out of order, or empty
    owner: str = ""  # the user whose own plan it is, for calls to them; empty for a plan of the company


@dataclass(frozen=True)
class SoundFile:
    """A sound in the data folder: its path and its length in seconds."""

    path: str
    seconds: float


@dataclass(frozen=True)
class Library:
    """What a published plan refers to, frozen with it."""

    hours: Mapping[str, Hours] = field(default_factory=dict)
    sounds: Mapping[str, SoundFile] = field(default_factory=dict)  # by sound key, or SpokenText.key
    menus: Mapping[str, MenuSettings] = field(default_factory=dict)
    callers: Mapping[str, CallerList] = field(default_factory=dict)


@dataclass(frozen=True)
class PublishedPlan:
    """A plan that passed all checks, with its version and its library. Calls run only these."""

    plan: Plan
    version: int
    library: Library


@dataclass(frozen=True)
class Directory:
    """What of a company a plan may refer to, by key: names for users, devices and plans, contents for the rest."""

    users: Mapping[str, str]
    devices: Mapping[str, str]
    plans: Mapping[str, str]
    hours: Mapping[str, Hours]
    sounds: Mapping[str, SoundFile]
    menus: Mapping[str, MenuSettings] = field(default_factory=dict)
    callers: Mapping[str, CallerList] = field(default_factory=dict)


class PlanError(Exception):
    """Why a plan cannot be read or published: one finding or more."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(str(f) for f in findings))
        self.findings = findings


@dataclass(frozen=True)
class Finding:
    """Something wrong with a plan: the step ("1.2", or empty for the whole plan), the option, and the mend."""

    step: str
    option: str
    text: Phrase

    def __str__(self) -> str:
        where = f"Step {self.step}: " if self.step else ""
        return f"{where}{self.text}"


def walk(steps: tuple[Step, ...], prefix: str = "") -> Iterator[tuple[str, Step]]:
    """Each step with its place, top-down. The one branch called "steps" adds no name of its own: "1.2";
    others do: "1[2].1" is the first step in branch 2 of step 1."""
    for index, step in enumerate(steps, start=1):
        place = f"{prefix}{index}"
        yield place, step
        for branch, nested in step.branches.items():
            yield from walk(nested, branch_prefix(place, branch))


def walk_plan(plan: Plan) -> Iterator[tuple[str, Step]]:
    """Each step of a plan and of its diversions, with its place: "Lunch: 1" is the first in the diversion Lunch."""
    yield from walk(plan.steps)
    for diversion in plan.diversions:
        yield from walk(diversion.steps, diversion_prefix(diversion.name))


def diversion_prefix(name: str) -> str:
    """What stands before the numbers of the steps in a diversion."""
    return f"{name}: "


def branch_prefix(place: str, branch: str) -> str:
    """What stands before the numbers of the steps in a branch of the step at `place`."""
    return f"{place}." if branch == STEPS else f"{place}[{branch}]."
