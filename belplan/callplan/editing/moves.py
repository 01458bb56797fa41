"""Places in a tree: where a step may go, and which places are the next ones up, down, in and out."""

from __future__ import annotations

from typing import Literal

import msgspec

from belplan.callevents import phrase
from belplan.callplan.catalogue import BY_KIND
from belplan.callplan.component import STEPS, Component
from belplan.callplan.editing.refused import EditRefused
from belplan.callplan.editing.tree import Node, Tree
from belplan.callplan.read_steps import MOST_LEVELS

Direction = Literal["up", "down", "in", "out"]


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place among the steps of a branch: after one sibling, else before another, else at the end.

    `parent`: the id of a step or of a diversion; empty for the plan's own steps. Both neighbours are named where
    there are two, so that the place is still found when one of them has gone.
    """

    parent: str = ""
    branch: str = STEPS
    after: str = ""
    before: str = ""


def branches_of(node: Node) -> tuple[str, ...]:
    """The branches that a step may have steps in, in their order, whatever its options look like."""
    model = BY_KIND.get(node.kind)
    if model is None:
        return tuple(node.branches)
    if model.branches is Component.branches:  # whatever the options are
        return () if model.ends else (STEPS,)
    try:
        return _lenient(model, node).branches()
    except (TypeError, ValueError, AttributeError, KeyError):  # of options that nobody checked yet
        return () if model.ends else (STEPS,)


def _lenient(model: type[Component], node: Node) -> Component:
    try:
        return model.model_validate(node.options)
    except ValueError:
        known = {name: value for name, value in node.options.items() if name in model.model_fields}
        return model.model_construct(**known)


def spliced(steps: tuple[Node, ...], node: Node, at: Place) -> tuple[Node, ...]:
    """The steps with one more at a place."""
    index = _index([one.id for one in steps], at)
    return (*steps[:index], node, *steps[index:])


def _index(ids: list[str], at: Place) -> int:
    if at.after in ids:
        return ids.index(at.after) + 1
    if at.before in ids:
        return ids.index(at.before)
    return 0 if at.before and not at.after else len(ids)


def place_of(tree: Tree, step: str) -> Place:
    """Where a step of the tree stands."""
    spot = tree.spots[step]
    ids = ["", *(node.id for node in spot.siblings), ""]
    return Place(spot.parent, spot.branch, after=ids[spot.index], before=ids[spot.index + 2])


def refuse_place(tree: Tree, node: Node, at: Place) -> None:
    """Raises EditRefused where the step cannot stand there: in itself, under what is gone, or too deep."""
    if any(one.id == at.parent for one in node.walk()):
        raise EditRefused(phrase("A step cannot go into itself: choose a place outside it."))
    if at.parent and not tree.diversion(at.parent) and not tree.find(at.parent):
        text = phrase("This place is no longer there: the step above it was removed meanwhile. Choose another place.")
        raise EditRefused(text)
    if _depth(tree, at.parent) + _height(node) > MOST_LEVELS:
        text = phrase("Steps nest {most} levels deep at most: choose a place further out.", most=MOST_LEVELS)
        raise EditRefused(text)


def refuse_branch(tree: Tree, at: Place) -> None:
    """Raises EditRefused where the step above has no such branch."""
    parent = tree.find(at.parent)
    if parent is None:
        if at.branch != STEPS:
            raise EditRefused(phrase("There is no such place: choose another."))
        return
    branches = branches_of(parent)
    title = phrase(BY_KIND[parent.kind].title) if parent.kind in BY_KIND else parent.kind
    if not branches:
        raise EditRefused(phrase("Nothing comes under “{component}”: choose another place.", component=title))
    if at.branch not in branches:
        raise EditRefused(phrase("“{component}” has no such branch: choose another place.", component=title))


def _depth(tree: Tree, parent: str) -> int:
    """How many steps stand above a step in this one."""
    found, depth = tree.spots, 0
    while parent in found:
        parent, depth = found[parent].parent, depth + 1
    return depth


def _height(node: Node) -> int:
    return 1 + max((_height(one) for nested in node.branches.values() for one in nested), default=0)


def neighbour(tree: Tree, step: str, way: Direction) -> Place | None:
    """The next place of a step in this direction; None where there is none.

    Up from the first of a branch leads out of it, before the step above; down from the last, after it. In: under the
    sibling before it. Out: after the step above.
    """
    spot = tree.spots[step]
    ids = [node.id for node in spot.siblings]
    if way == "out" or (way == "up" and spot.index == 0) or (way == "down" and spot.index == len(ids) - 1):
        return _out(tree, spot.parent, before=way == "up")
    if way == "in":
        return _in(spot.siblings[spot.index - 1]) if spot.index else None
    around = ["", *ids, ""]
    if way == "up":
        return Place(spot.parent, spot.branch, after=around[spot.index - 1], before=around[spot.index])
    return Place(spot.parent, spot.branch, after=around[spot.index + 2], before=around[spot.index + 3])


def _out(tree: Tree, parent: str, *, before: bool) -> Place | None:
    if not tree.find(parent):
        return None
    above = place_of(tree, parent)
    if before:
        return Place(above.parent, above.branch, after=above.after, before=parent)
    return Place(above.parent, above.branch, after=parent, before=above.before)


def _in(sibling: Node) -> Place | None:
    branches = branches_of(sibling)
    if not branches:
        return None
    last = sibling.branches.get(branches[0], ())
    return Place(sibling.id, branches[0], after=last[-1].id if last else "")
