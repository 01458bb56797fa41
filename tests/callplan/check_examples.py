"""For each thing that a check or a component finds wrong: a plan that it blocks, and the nearest one that passes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from belplan.callplan.caller_list import CallerList
from belplan.callplan.checks import check
from belplan.callplan.hours import Hours
from belplan.callplan.menu_settings import MenuSettings
from belplan.callplan.plan import Directory, Finding, Plan
from belplan.callplan.textform import read_hours
from tests.callplan.examples import directory, plan_of

HANG_UP: dict[str, Any] = {"hang_up": {}}
PREFIX: dict[str, Any] = {"prefix": {"text": "WR:"}}
LUNCH: dict[str, Any] = {"name": "Lunch", "category": "A", "steps": [HANG_UP]}


@dataclass(frozen=True)
class Example:
    """The steps (and what else a plan has) that are blocked, and those that pass."""

    blocked: dict[str, Any]
    passes: dict[str, Any]
    others: tuple[Plan, ...] = field(default=())


def steps(*given: object, **head: Any) -> dict[str, Any]:
    return {"steps": given, **head}


def group(*members: str) -> dict[str, Any]:
    return {"ring_group": {"members": list(members)}}


def forward(**to: Any) -> dict[str, Any]:
    return {"forward": to}


def during(hours: str, *nested: object) -> dict[str, Any]:
    return {"time_condition": {"hours": hours}, "steps": list(nested)}


def menu(key: str, *keys: str) -> dict[str, Any]:
    return {"menu": {"menu": key, "keys": list(keys)}}


def from_list(callers: str) -> dict[str, Any]:
    return {"caller_condition": {"callers": callers}, "steps": [HANG_UP]}


RECEPTION = plan_of(HANG_UP, key="receptie", numbers=["3225805001"], internal="200")
OF_ANN = plan_of(HANG_UP, key="route-ann", owner="ann")
TO_MAIN = plan_of(forward(plan="main"), key="route-bart", owner="bart")
EXAMPLES: dict[str, Example] = {
    "choose exactly one of {some} and {last}": Example(
        steps(forward(user="ann", device="lobby"), HANG_UP), steps(forward(user="ann"), HANG_UP)
    ),
    "{option} is only for an external number: leave it out": Example(
        steps(forward(user="ann", accept_key=True), HANG_UP),
        steps(forward(external="32467890123", accept_key=True), HANG_UP),
    ),
    "the ring group is empty: add a member": Example(steps(group(), HANG_UP), steps(group("user/ann"), HANG_UP)),
    "{member} is in the group twice: leave it out once": Example(
        steps(group("user/ann", "user/ann"), HANG_UP), steps(group("user/ann", "user/bart"), HANG_UP)
    ),
    "key {key} stands in the menu twice: leave it out once": Example(
        steps(menu("keuze", "1", "1"), HANG_UP), steps(menu("keuze", "1", "2"), HANG_UP)
    ),
    "this company does not have {what} '{key}': choose one of {known}": Example(
        steps(forward(device="loby"), HANG_UP), steps(forward(device="lobby"), HANG_UP)
    ),
    "the opening hours '{hours}' are never open: add times to them": Example(
        steps(during("leeg", HANG_UP), HANG_UP), steps(during("kantooruren", HANG_UP), HANG_UP)
    ),
    "nobody is in the list '{callers}': add numbers to it": Example(
        steps(from_list("niemand"), HANG_UP), steps(from_list("klanten"), HANG_UP)
    ),
    "the sound of the menu '{menu}' is gone: choose another there": Example(
        steps(menu("stil", "1"), HANG_UP), steps(menu("keuze", "1"), HANG_UP)
    ),
    "the plan has no steps: add one": Example(steps(), steps(HANG_UP)),
    "after this step a call has nowhere to go: end with Hang up, or with Forward to a plan": Example(
        steps(PREFIX), steps(PREFIX, HANG_UP)
    ),
    "no call comes here, all end at step {ended}: move this step up or take it out": Example(
        steps(HANG_UP, PREFIX), steps(PREFIX, HANG_UP)
    ),
    "two diversions are named '{name}': rename one": Example(
        steps(HANG_UP, diversions=[LUNCH, LUNCH]), steps(HANG_UP, diversions=[LUNCH, {**LUNCH, "name": "Team"}])
    ),
    "the diversion '{name}' has no steps: add one": Example(
        steps(HANG_UP, diversions=[{**LUNCH, "steps": []}]), steps(HANG_UP, diversions=[LUNCH])
    ),
    "several diversions of category {category} are on: leave one on": Example(
        steps(HANG_UP, diversions=[{**LUNCH, "on": True}, {**LUNCH, "name": "Team", "on": True}]),
        steps(HANG_UP, diversions=[{**LUNCH, "on": True}, {**LUNCH, "name": "Team"}]),
    ),
    "calls go round without end ({way}): put a condition on the way or forward elsewhere": Example(
        steps(PREFIX, forward(plan="main")), steps(during("kantooruren", forward(plan="main")), HANG_UP)
    ),
    "a user's own route is reached by calling them: take its numbers away": Example(
        steps(HANG_UP, owner="ann", internal="201"), steps(HANG_UP, owner="ann")
    ),
    "this user has a route of their own already: change that one": Example(
        steps(HANG_UP, owner="ann"), steps(HANG_UP, owner="bart"), (OF_ANN,)
    ),
    "{number} stands here twice: leave it out once": Example(
        steps(HANG_UP, numbers=["3225805000", "3225805000"]), steps(HANG_UP, numbers=["3225805000"])
    ),
    "{number} belongs to the plan '{plan}': take it out there": Example(
        steps(HANG_UP, numbers=["3225805001"]), steps(HANG_UP, numbers=["3225805000"]), (RECEPTION,)
    ),
    "{number} belongs to the plan '{plan}': choose another": Example(
        steps(HANG_UP, internal="200"), steps(HANG_UP, internal="201"), (RECEPTION,)
    ),
}
NOTHING_YET = {"this company has no such thing as {what} yet: make '{key}' first": forward(device="lobby")}


def company() -> Directory:
    """The demo company with hours that are never open, a menu without its sound, and a list with nobody in it."""
    has = directory()
    menus = {key: MenuSettings(key=key, name=key.title(), sound=sound) for key, sound in MENU_SOUNDS.items()}
    callers = {
        "niemand": CallerList(key="niemand", name="Niemand"),
        "klanten": CallerList(key="klanten", name="Klanten", numbers=("32475112233",)),
    }
    return Directory(has.users, has.devices, has.plans, {**has.hours, "leeg": never()}, has.sounds, menus, callers)


MENU_SOUNDS = {"keuze": "welkom", "stil": "weg"}


def never() -> Hours:
    """Hours without times."""
    return read_hours({"key": "leeg", "name": "Leeg"})


def found(given: dict[str, Any], others: tuple[Plan, ...] = (), has: Directory | None = None) -> list[Finding]:
    """What is wrong with a plan of these steps."""
    plan = plan_of(*given["steps"], **{name: value for name, value in given.items() if name != "steps"})
    return list(check(plan, has or company(), {other.key: other for other in others}))
