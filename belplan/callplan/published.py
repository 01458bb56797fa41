"""Published call plans: compiled from a checked plan, and as the plain data in which they are kept.

What is kept must load for ever, so loading makes no checks that grow stricter with time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from belplan.callevents import phrase
from belplan.callplan.caller_list import CallerList, callers_data
from belplan.callplan.checks import check
from belplan.callplan.component import SpokenText
from belplan.callplan.hours import hours_data
from belplan.callplan.kept import as_meant
from belplan.callplan.menu_settings import MenuSettings, menu_data
from belplan.callplan.plan import Directory, Finding, Library, Plan, PlanError, PublishedPlan, SoundFile, walk_plan
from belplan.callplan.references import references
from belplan.callplan.textform import plan_data, read_hours, read_plan

_NO_MENUS: Mapping[str, MenuSettings] = {}


def spoken_texts(plan: Plan, menus: Mapping[str, MenuSettings] = _NO_MENUS) -> tuple[SpokenText, ...]:
    """The texts that must be synthesised before a plan is compiled, each once."""
    own = (text for _, step in walk_plan(plan) for text in step.component.texts())
    asked = (text for key in _keys(plan, "menu") if key in menus for text in menus[key].texts())
    return tuple(dict.fromkeys((*own, *asked)))


def compile_plan(
    plan: Plan, directory: Directory, others: Mapping[str, Plan], version: int, spoken: Mapping[str, SoundFile]
) -> PublishedPlan:
    """Check a plan and freeze it with all that it refers to. Raises PlanError.

    `others` are the company's other plans by key; `spoken` the synthesised texts by `SpokenText.key`.
    """
    findings = (*check(plan, directory, others), *_unspoken(plan, directory, spoken))
    if findings:
        raise PlanError(findings)
    hours = {key: directory.hours[key] for key in _keys(plan, "hours")}
    menus = {key: directory.menus[key] for key in _keys(plan, "menu")}
    wanted = {*_keys(plan, "sound"), *(menu.sound for menu in menus.values() if menu.sound)}
    sounds = {key: directory.sounds[key] for key in sorted(wanted)}
    texts = {text.key: spoken[text.key] for text in spoken_texts(plan, menus)}
    callers = {key: directory.callers[key] for key in _keys(plan, "callers")}
    return PublishedPlan(plan, version, Library(hours, {**sounds, **texts}, menus, callers))


def _keys(plan: Plan, kind: str) -> Iterator[str]:
    for _, step in walk_plan(plan):
        yield from (reference.key for reference in references(step.component) if reference.kind == kind)


def _unspoken(plan: Plan, directory: Directory, spoken: Mapping[str, SoundFile]) -> Iterator[Finding]:
    for place, step in walk_plan(plan):
        keys = (reference.key for reference in references(step.component) if reference.kind == "menu")
        asked = (text for key in keys if key in directory.menus for text in directory.menus[key].texts())
        if any(text.key not in spoken for text in (*step.component.texts(), *asked)):
            yield Finding(place, "", phrase("this text could not be spoken yet: publish again"))


def published_data(published: PublishedPlan) -> dict[str, Any]:
    """A published plan as plain data: key, version, tree, hours, sounds, menus, callers."""
    library = published.library
    return {
        "key": published.plan.key,
        "version": published.version,
        "tree": plan_data(published.plan, complete=True),
        "hours": {key: hours_data(hours) for key, hours in library.hours.items()},
        "sounds": {key: (sound.path, sound.seconds) for key, sound in library.sounds.items()},
        "menus": {key: menu_data(menu) for key, menu in library.menus.items()},
        "callers": {key: callers_data(callers) for key, callers in library.callers.items()},
    }


def load_published(data: Mapping[str, Any]) -> PublishedPlan:
    """What `published_data` gave, also after JSON. Raises PlanError for a tree that is none of ours."""
    hours = {key: read_hours(value) for key, value in data["hours"].items()}
    sounds = {key: SoundFile(path, seconds) for key, (path, seconds) in data["sounds"].items()}
    menus = {key: MenuSettings.model_validate(value) for key, value in data.get("menus", {}).items()}
    callers = {key: CallerList.model_validate(value) for key, value in data.get("callers", {}).items()}
    return PublishedPlan(read_plan(as_meant(data["tree"])), data["version"], Library(hours, sounds, menus, callers))
