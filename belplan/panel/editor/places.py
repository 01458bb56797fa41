"""Places of the canvas as the values of its form: parent, branch and both neighbours."""

from __future__ import annotations

from belplan.callplan.catalogue import BY_KIND
from belplan.callplan.component import STEPS, Condition
from belplan.callplan.editing.moves import Place, branches_of, place_of
from belplan.callplan.editing.tree import Node, Tree


def written(place: Place) -> str:
    """A place as one short text: no id or branch holds a colon."""
    return f"{place.parent}:{place.branch}:{place.after}:{place.before}"


def read(text: str) -> Place | None:
    """The place of such a text; None for any other."""
    parts = text.split(":")
    return Place(*parts) if len(parts) == 4 and parts[1] else None


def between(parent: str, branch: str, steps: tuple[Node, ...], index: int) -> Place:
    """The place before the step with this index, or (past the last) at the end."""
    ids = ["", *(node.id for node in steps), ""]
    return Place(parent, branch, after=ids[index], before=ids[index + 1])


def first_choice(tree: Tree, selected: str) -> Place:
    """Where a new step goes unless people choose: into a selected condition that is empty, else after what is selected.

    Without a selection, at the end of the plan.
    """
    node = tree.find(selected)
    diversion = tree.diversion(selected)
    if node is None:
        steps = diversion.steps if diversion else tree.steps
        return between(diversion.id if diversion else "", STEPS, steps, len(steps))
    empty = [branch for branch in branches_of(node) if not node.branches.get(branch)]
    if empty and not node.branches and (STEPS not in empty or issubclass(BY_KIND[node.kind], Condition)):
        return Place(node.id, empty[0])
    return after(tree, selected)


def after(tree: Tree, step: str) -> Place:
    """The place right after a step of the tree."""
    now = place_of(tree, step)
    return Place(now.parent, now.branch, after=step, before=now.before)
