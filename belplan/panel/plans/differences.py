"""What is different between two versions of a call plan, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from belplan.callplan.component import Component
from belplan.callplan.difference import Difference, differences
from belplan.callplan.plan import Diversion, Plan
from belplan.panel.editor.options.declared import declared
from belplan.panel.names import Names
from belplan.panel.step_numbers import step_number

SHARED = {
    "hours": "hours",
    "sounds": "sound",
    "menus": "menu",
    "callers": "callers",
}  # parts of a version's library, with their kinds


@dataclass(frozen=True)
class Told:
    """One difference: what kind it is (a class of the style sheet), the sentence, and what it was before."""

    what: str
    text: str
    before: str = ""


def told(before: Plan | None, after: Plan, names: Names) -> list[Told]:
    """Everything that is different in the newer plan; all of it where there was none."""
    old = before or Plan(after.key, after.name, "", (), ())
    return [*_diversions(old.diversions, after.diversions), *(_step(one, names) for one in differences(old, after))]


def told_of_shared(before: Mapping[str, Any], after: Mapping[str, Any], names: Names) -> list[Told]:
    """Hours, sounds and menus that both versions use, but not as they were: `before` and `after` are libraries."""
    text = _("%(name)s itself was changed.")
    return [
        Told("changed", text % {"name": names.of(kind, key)})
        for part, kind in SHARED.items()
        for key, value in after.get(part, {}).items()
        if key in before.get(part, {}) and before[part][key] != value
    ]


def _diversions(before: tuple[Diversion, ...], after: tuple[Diversion, ...]) -> Iterator[Told]:
    old, new = {one.name: one for one in before}, {one.name: one for one in after}
    for name in old:
        if name not in new:
            yield Told("removed", _("The diversion %(name)s is gone.") % {"name": name})
    for name, one in new.items():
        values = {"name": name, "category": one.category}
        if name not in old:
            yield Told("added", _("The diversion %(name)s is new, in category %(category)s.") % values)
        elif old[name].category != one.category:
            yield Told("changed", _("The diversion %(name)s is in category %(category)s now.") % values)


def _step(one: Difference, names: Names) -> Told:
    was, now = one.before, one.after
    if was is None and now:
        text = _("Step %(place)s is new: %(sentence)s") % _values(now, names)
    elif now is None and was:
        text = _("Step %(place)s is gone: %(sentence)s") % _values(was, names)
    elif was and now and one.what == "moved":
        values = {**_values(now, names), "before": step_number(was[0])}
        text = _("Step %(before)s stands at %(place)s now: %(sentence)s") % values
    else:
        return _changed(was, now, names)  # type: ignore[arg-type]
    return Told(one.what, text)


def _changed(was: tuple[str, Component], now: tuple[str, Component], names: Names) -> Told:
    before, values = _sentence(was[1], names), _values(now, names)
    if before != values["sentence"]:
        text = _("Step %(place)s is another: %(sentence)s") % values
        return Told("changed", text, _("It was: %(sentence)s") % {"sentence": before})
    options = ", ".join(_options(was[1], now[1]))
    return Told(
        "changed", _("Step %(place)s (%(sentence)s) is set otherwise: %(options)s") % {**values, "options": options}
    )


def _options(was: Component, now: Component) -> list[str]:
    """The titles of the options that differ, where the sentence of the step does not tell them."""
    before, after = was.model_dump(by_alias=True), now.model_dump(by_alias=True)
    return [_(one.title) for one in declared(type(now)) if before.get(one.name) != after.get(one.name)]


def _values(step: tuple[str, Component], names: Names) -> dict[str, str]:
    return {"place": step_number(step[0]), "sentence": _sentence(step[1], names)}


def _sentence(component: Component, names: Names) -> str:
    return names.sentence(component.summary())
