"""What is different between two versions of a call plan, as people tell it: added, taken out, moved, changed.

Published steps have no names of their own, so that they are recognised by what they do and where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from belplan.callplan.component import Component
from belplan.callplan.plan import Diversion, Plan, Step, branch_prefix, diversion_prefix, walk

What = Literal["added", "removed", "moved", "changed"]


@dataclass(frozen=True)
class Difference:
    """One step that is not as it was: its place and contents before and after, None where there was or is none."""

    what: What
    before: tuple[str, Component] | None
    after: tuple[str, Component] | None


def differences(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """Every step that was added, taken out, moved or changed: first those taken out, then as the newer plan has them.

    A step that moved with all that stands under it is one difference.
    """
    found = _Found([], [], [])
    _lists(found, before.steps, after.steps, "", "")
    for name in dict.fromkeys(d.name for d in (*before.diversions, *after.diversions)):
        prefix = diversion_prefix(name)
        _lists(found, _steps_of(before.diversions, name), _steps_of(after.diversions, name), prefix, prefix)
    return tuple(_told(found))


@dataclass(frozen=True)
class _Placed:
    place: str
    step: Step


@dataclass(frozen=True)
class _Found:
    removed: list[_Placed]  # each with what stands under it
    added: list[_Placed]
    changed: list[tuple[_Placed, _Placed]]


def _steps_of(diversions: tuple[Diversion, ...], name: str) -> tuple[Step, ...]:
    return next((d.steps for d in diversions if d.name == name), ())


def _lists(found: _Found, before: tuple[Step, ...], after: tuple[Step, ...], prefix: str, new_prefix: str) -> None:
    """Compare the steps of one branch: those that do the same are the same, of the others those of one kind."""
    same = SequenceMatcher(None, [_does(s) for s in before], [_does(s) for s in after], autojunk=False)
    for what, i, i_end, j, j_end in same.get_opcodes():
        old = [_Placed(f"{prefix}{n + 1}", before[n]) for n in range(i, i_end)]
        new = [_Placed(f"{new_prefix}{n + 1}", after[n]) for n in range(j, j_end)]
        pairs = list(zip(old, new, strict=True)) if what == "equal" else _of_one_kind(old, new)
        found.removed.extend(p for p in old if not any(p is was for was, _ in pairs))
        found.added.extend(p for p in new if not any(p is now for _, now in pairs))
        for was, now in pairs:
            if was.step.component != now.step.component:
                found.changed.append((was, now))
            for branch in dict.fromkeys((*was.step.branches, *now.step.branches)):
                nested = was.step.branches.get(branch, ()), now.step.branches.get(branch, ())
                _lists(found, *nested, branch_prefix(was.place, branch), branch_prefix(now.place, branch))


def _does(step: Step) -> tuple[str, str]:
    return step.component.kind, step.component.model_dump_json()


def _of_one_kind(old: list[_Placed], new: list[_Placed]) -> list[tuple[_Placed, _Placed]]:
    kinds = [p.step.component.kind for p in old], [p.step.component.kind for p in new]
    blocks = SequenceMatcher(None, *kinds, autojunk=False).get_matching_blocks()
    return [(old[block.a + n], new[block.b + n]) for block in blocks for n in range(block.size)]


def _told(found: _Found) -> Iterator[Difference]:
    moved = _matched(found.removed, found.added, lambda placed: placed.step)
    removed, added = _each(found.removed), _each(found.added)
    moved += _matched(removed, added, lambda placed: placed.step.component)
    yield from (Difference("removed", _place(placed), None) for placed in removed)
    here = [
        *(Difference("added", None, _place(placed)) for placed in added),
        *(Difference("moved", _place(was), _place(now)) for was, now in moved),
        *(Difference("changed", _place(was), _place(now)) for was, now in found.changed),
    ]
    yield from sorted(here, key=lambda difference: _order(difference.after[0] if difference.after else ""))


def _matched(
    removed: list[_Placed], added: list[_Placed], what: Callable[[_Placed], object]
) -> list[tuple[_Placed, _Placed]]:
    """What was taken out here and put in there as it was; both are taken off their lists."""
    pairs = []
    for placed in list(added):
        origin = next((other for other in removed if what(other) == what(placed)), None)
        if origin is not None:
            removed.remove(origin)
            added.remove(placed)
            pairs.append((origin, placed))
    return pairs


def _each(placed: list[_Placed]) -> list[_Placed]:
    """Every step by itself, also those that stand under another."""
    every = list(placed)
    for top in placed:
        for branch, nested in top.step.branches.items():
            every += [_Placed(place, step) for place, step in walk(nested, branch_prefix(top.place, branch))]
    return every


def _place(placed: _Placed) -> tuple[str, Component]:
    return placed.place, placed.step.component


def _order(place: str) -> list[tuple[str, int]]:
    """Top-down: 2 before 10, and a diversion's steps after the plan's own."""
    return [(text, int(number or 0)) for text, number in re.findall(r"([^0-9]*)([0-9]*)", place)]
