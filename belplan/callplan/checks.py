"""What must be right with a call plan before it is published; every finding says where and how to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from belplan.callevents import Phrase, phrase
from belplan.callplan.flow import goes_on, never_reached, plan_links
from belplan.callplan.mends import choices
from belplan.callplan.options import RefKind
from belplan.callplan.plan import Directory, Diversion, Finding, Plan, diversion_prefix, walk_plan
from belplan.callplan.references import Reference, references

Named = tuple[str, Reference]  # at the place of its step

_NO_SUCH: Mapping[RefKind, Phrase] = {
    "user": phrase("a user"),
    "device": phrase("a device"),
    "plan": phrase("a call plan"),
    "hours": phrase("opening hours"),
    "menu": phrase("a menu"),
    "sound": phrase("a sound"),
    "callers": phrase("a caller list"),
}


def check(plan: Plan, directory: Directory, plans: Mapping[str, Plan]) -> tuple[Finding, ...]:
    """All that keeps a plan from being published; empty when it may be.

    `directory` is what this company has. `plans` are the company's other plans by key, to find plans that call each
    other without end.
    """
    named = [(place, one) for place, step in walk_plan(plan) for one in references(step.component)]
    found = (
        *_options(plan),
        *_references(named, _known(plan, directory)),
        *_fallback(plan, directory),
        *_owner(plan, directory, plans),
        *_hours(named, directory),
        *_menus(named, directory),
        *_callers(named, directory),
        *_reach(plan),
        *_diversions(plan.diversions),
        *_loop(plan, named, plans),
        *_addresses(plan, plans),
    )
    return tuple(found)


def _options(plan: Plan) -> Iterator[Finding]:
    for place, step in walk_plan(plan):
        for problem in step.component.problems():
            yield Finding(place, "", problem)


def _references(named: Iterable[Named], known: Mapping[RefKind, set[str]]) -> Iterator[Finding]:
    for place, reference in named:
        if reference.key not in known[reference.kind]:
            yield Finding(place, reference.option, _no_such(reference, known[reference.kind]))


def _fallback(plan: Plan, directory: Directory) -> Iterator[Finding]:
    if plan.fallback and plan.fallback not in directory.users:
        reference = Reference("fallback", "user", plan.fallback)
        yield Finding("", "fallback", _no_such(reference, set(directory.users)))


def _owner(plan: Plan, directory: Directory, plans: Mapping[str, Plan]) -> Iterator[Finding]:
    """A user's own plan is theirs alone, and is reached by calling them."""
    if not plan.owner:
        return
    if plan.owner not in directory.users:
        reference = Reference("owner", "user", plan.owner)
        yield Finding("", "owner", _no_such(reference, set(directory.users)))
    if plan.internal or plan.numbers:
        text = phrase("a user's own route is reached by calling them: take its numbers away")
        yield Finding("", "internal" if plan.internal else "numbers", text)
    if any(other.owner == plan.owner and other.key != plan.key for other in plans.values()):
        yield Finding("", "owner", phrase("this user has a route of their own already: change that one"))


def _known(plan: Plan, directory: Directory) -> Mapping[RefKind, set[str]]:
    return {
        "user": set(directory.users),
        "device": set(directory.devices),
        "plan": {*directory.plans, plan.key},
        "hours": set(directory.hours),
        "menu": set(directory.menus),
        "sound": set(directory.sounds),
        "callers": set(directory.callers),
    }


def _no_such(reference: Reference, known: set[str]) -> Phrase:
    what = _NO_SUCH[reference.kind]
    if not known:
        return phrase("this company has no such thing as {what} yet: make '{key}' first", what=what, key=reference.key)
    return phrase(
        "this company does not have {what} '{key}': choose one of {known}",
        what=what,
        key=reference.key,
        known=choices(reference.key, known),
    )


def _hours(named: Iterable[Named], directory: Directory) -> Iterator[Finding]:
    for place, reference in named:
        hours = directory.hours.get(reference.key) if reference.kind == "hours" else None
        if hours is not None and all(entry.closed for entry in hours.entries):
            text = phrase("the opening hours '{hours}' are never open: add times to them", hours=reference.key)
            yield Finding(place, reference.option, text)


def _menus(named: Iterable[Named], directory: Directory) -> Iterator[Finding]:
    for place, reference in named:
        menu = directory.menus.get(reference.key) if reference.kind == "menu" else None
        if menu is not None and menu.sound and menu.sound not in directory.sounds:
            text = phrase("the sound of the menu '{menu}' is gone: choose another there", menu=reference.key)
            yield Finding(place, reference.option, text)


def _callers(named: Iterable[Named], directory: Directory) -> Iterator[Finding]:
    for place, reference in named:
        callers = directory.callers.get(reference.key) if reference.kind == "callers" else None
        if callers is not None and callers.is_empty:
            text = phrase("nobody is in the list '{callers}': add numbers to it", callers=reference.key)
            yield Finding(place, reference.option, text)


def _reach(plan: Plan) -> Iterator[Finding]:
    if not plan.steps:
        yield Finding("", "steps", phrase("the plan has no steps: add one"))
        return
    yield from _never_reached(plan)
    if goes_on(plan.steps):
        yield Finding(
            str(len(plan.steps)),
            "",
            phrase("after this step a call has nowhere to go: end with Hang up, or with Forward to a plan"),
        )


def _never_reached(plan: Plan) -> Iterator[Finding]:
    dead = list(never_reached(plan.steps))
    for diversion in plan.diversions:
        dead += never_reached(diversion.steps, diversion_prefix(diversion.name))
    for place, ended in dead:
        text = phrase("no call comes here, all end at step {ended}: move this step up or take it out", ended=ended)
        yield Finding(place, "", text)


def _diversions(diversions: tuple[Diversion, ...]) -> Iterator[Finding]:
    names = Counter(diversion.name for diversion in diversions)
    for name in (name for name, times in names.items() if times > 1):
        yield Finding("", "diversions", phrase("two diversions are named '{name}': rename one", name=name))
    for diversion in diversions:
        if not diversion.steps:
            text = phrase("the diversion '{name}' has no steps: add one", name=diversion.name)
            yield Finding("", "diversions", text)
    switched_on = Counter(diversion.category for diversion in diversions if diversion.on)
    for category in (category for category, times in switched_on.items() if times > 1):
        text = phrase("several diversions of category {category} are on: leave one on", category=category)
        yield Finding("", "diversions", text)


def _loop(plan: Plan, named: Iterable[Named], plans: Mapping[str, Plan]) -> Iterator[Finding]:
    """Each sure link of this plan that leads back to it over sure links only."""
    owned = {one.owner: one.key for one in (*plans.values(), plan) if one.owner}
    follows = any(step.component.follows() in owned for _, step in walk_plan(plan))
    if not follows and all(reference.kind != "plan" for _, reference in named):
        return  # most plans lead to no other, and the walk below is long
    for link in plan_links(plan, owned):
        way = _way(link.plan, plan.key, plans, owned, set()) if link.sure else ()
        if way:
            text = phrase(
                "calls go round without end ({way}): put a condition on the way or forward elsewhere",
                way=" > ".join((plan.key, *way)),
            )
            yield Finding(link.step, "plan", text)


def _way(start: str, goal: str, plans: Mapping[str, Plan], owned: Mapping[str, str], seen: set[str]) -> tuple[str, ...]:
    """The plans on the way from one plan to another over sure links; empty when there is none."""
    if start == goal:
        return (goal,)
    if start in seen or start not in plans:
        return ()
    seen.add(start)
    for link in plan_links(plans[start], owned):
        way = _way(link.plan, goal, plans, owned, seen) if link.sure else ()
        if way:
            return (start, *way)
    return ()


def _addresses(plan: Plan, plans: Mapping[str, Plan]) -> Iterator[Finding]:
    """Each number leads to one plan."""
    for number in (number for number, times in Counter(plan.numbers).items() if times > 1):
        yield Finding("", "numbers", phrase("{number} stands here twice: leave it out once", number=number))
    for other in (other for other in plans.values() if other.key != plan.key):
        for number in sorted(set(plan.numbers) & set(other.numbers)):
            text = phrase("{number} belongs to the plan '{plan}': take it out there", number=number, plan=other.key)
            yield Finding("", "numbers", text)
        if plan.internal and plan.internal == other.internal:
            text = phrase("{number} belongs to the plan '{plan}': choose another", number=plan.internal, plan=other.key)
            yield Finding("", "internal", text)
