"""The operations that change a draft's tree, one for each edit; `apply` gives the new tree and the edit that undoes it.

Edits name steps by id and places by their neighbours, so that those of two people at once still mean what they meant.
Whatever would overwrite another's work without having seen it is refused, with the sentence for people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

import msgspec

from belplan.callevents import phrase
from belplan.callplan.catalogue import BY_KIND
from belplan.callplan.editing import tree as trees
from belplan.callplan.editing.moves import Place, place_of, refuse_branch, refuse_place, spliced
from belplan.callplan.editing.refused import EditRefused, gone
from belplan.callplan.editing.tree import DiversionNode, Ids, Node, Tree
from belplan.callplan.read_steps import MOST_STEPS

MOST_DIVERSIONS = 100
LONGEST_NAME = 100


class Edit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="edit", tag=True):
    """Base of all operations."""


class Insert(Edit, frozen=True):
    """A new step with all under it, as plain data without ids; it gets fresh ones."""

    step: dict[str, Any]
    at: Place


class Restore(Edit, frozen=True):
    """Undoes a removal: the step comes back with the ids that it had."""

    step: dict[str, Any]
    at: Place


class Move(Edit, frozen=True):
    """A step goes elsewhere with all under it. `seen`: refused unless it stands there, as parent and branch."""

    id: str
    to: Place
    seen: tuple[str, str] | None = None


class Remove(Edit, frozen=True):
    """A step goes with all under it. `seen`: the mark of what the editor saw; refused where it is another now."""

    id: str
    seen: str = ""


class SetOptions(Edit, frozen=True):
    """Other options for a step. Refused unless they are `before` still, or already `options`."""

    id: str
    options: dict[str, Any]
    before: dict[str, Any]


class AddDiversion(Edit, frozen=True):
    """A new diversion, after all others."""

    name: str
    category: str = "A"


class SetDiversion(Edit, frozen=True):
    """Another name or category. Refused unless they are `before` (name, category) still."""

    id: str
    name: str
    category: str
    before: tuple[str, str]


class RemoveDiversion(Edit, frozen=True):
    """A diversion goes with its steps; `seen` as with Remove."""

    id: str
    seen: str = ""


class RestoreDiversion(Edit, frozen=True):
    """Undoes its removal."""

    diversion: dict[str, Any]
    index: int


AnyEdit = (
    Insert | Restore | Move | Remove | SetOptions | AddDiversion | SetDiversion | RemoveDiversion | RestoreDiversion
)
E = TypeVar("E", bound=Edit)


def edit_data(edit: Edit) -> dict[str, Any]:
    """An edit as plain data, for the log."""
    return cast("dict[str, Any]", msgspec.to_builtins(edit))


def read_edit(data: object) -> AnyEdit:
    """An edit of plain data. Raises msgspec.ValidationError."""
    return cast("AnyEdit", msgspec.convert(data, AnyEdit))


def apply(tree: Tree, edit: Edit) -> tuple[Tree, AnyEdit]:
    """The tree after an edit, and the edit that undoes it. Raises EditRefused."""
    return _APPLY[type(edit)](tree, edit)


def step_of(tree: Tree, step: str) -> Node:
    """The step with this id. Raises EditRefused where it is gone."""
    node = tree.find(step)
    if node is None:
        raise EditRefused(gone())
    return node


def _insert(tree: Tree, edit: Insert) -> tuple[Tree, AnyEdit]:
    ids = Ids(tree.counter)
    node = trees.read_step(trees.plain_step(edit.step), ids)
    for one in node.walk():
        if one.kind not in BY_KIND:
            raise EditRefused(phrase("There is no component '{kind}': choose one of the list.", kind=one.kind))
    refuse_branch(tree, edit.at)
    return _put(replace(tree, counter=ids.counter), node, edit.at)


def _restore(tree: Tree, edit: Restore) -> tuple[Tree, AnyEdit]:
    node = trees.read_step(edit.step, Ids(tree.counter))
    if tree.ids() & {one.id for one in node.walk()}:
        raise EditRefused(phrase("This step is back already."))
    return _put(tree, node, edit.at)


def _put(tree: Tree, node: Node, at: Place) -> tuple[Tree, AnyEdit]:
    if sum(1 for _ in tree.nodes()) + sum(1 for _ in node.walk()) > MOST_STEPS:
        text = phrase("A plan holds {most} steps at most: take some out, or go on in another plan.", most=MOST_STEPS)
        raise EditRefused(text)
    refuse_place(tree, node, at)
    put = trees.with_list(tree, at.parent, at.branch, lambda steps: spliced(steps, node, at))
    return put, Remove(id=node.id, seen=trees.mark(trees.step_data(node)))


def _move(tree: Tree, edit: Move) -> tuple[Tree, AnyEdit]:
    node = step_of(tree, edit.id)
    was = place_of(tree, node.id)
    if edit.seen is not None and edit.seen != (was.parent, was.branch):
        raise EditRefused(phrase("Somebody moved this step meanwhile: look where it stands now."))
    if edit.seen is None:  # what is undone goes back to where it stood, also where options have closed that branch
        refuse_branch(tree, edit.to)
    refuse_place(tree, node, edit.to)
    lifted = _without(tree, node.id)
    put = trees.with_list(lifted, edit.to.parent, edit.to.branch, lambda steps: spliced(steps, node, edit.to))
    return put, Move(id=node.id, to=was, seen=(edit.to.parent, edit.to.branch))


def _without(tree: Tree, step: str) -> Tree:
    spot = tree.spots[step]
    return trees.with_list(tree, spot.parent, spot.branch, lambda steps: tuple(n for n in steps if n.id != step))


def _remove(tree: Tree, edit: Remove) -> tuple[Tree, AnyEdit]:
    data = trees.step_data(step_of(tree, edit.id))
    if edit.seen and edit.seen != trees.mark(data):
        raise EditRefused(phrase("This step, or one under it, was changed meanwhile: look at it again before it goes."))
    return _without(tree, edit.id), Restore(step=data, at=place_of(tree, edit.id))


def _set_options(tree: Tree, edit: SetOptions) -> tuple[Tree, AnyEdit]:
    node = step_of(tree, edit.id)
    if dict(node.options) not in (edit.before, edit.options):
        text = phrase("Somebody changed this step meanwhile: look at what it says now, then save again if you want.")
        raise EditRefused(text)
    changed = trees.with_step(tree, edit.id, lambda one: replace(one, options=dict(edit.options)))
    return changed, SetOptions(id=edit.id, options=dict(node.options), before=dict(edit.options))


def _add_diversion(tree: Tree, edit: AddDiversion) -> tuple[Tree, AnyEdit]:
    _refuse_diversion(tree, edit.name, edit.category, "")
    if len(tree.diversions) >= MOST_DIVERSIONS:
        raise EditRefused(phrase("A plan holds {most} diversions at most: take one out first.", most=MOST_DIVERSIONS))
    ids = Ids(tree.counter)
    new = DiversionNode(ids.fresh(), edit.name, edit.category, False)
    added = replace(tree, diversions=(*tree.diversions, new), counter=ids.counter)
    return added, RemoveDiversion(id=new.id, seen=_diversion_mark(new))


def _set_diversion(tree: Tree, edit: SetDiversion) -> tuple[Tree, AnyEdit]:
    found = _diversion_of(tree, edit.id)
    now, wanted = (found.name, found.category), (edit.name, edit.category)
    if now not in (edit.before, wanted):
        raise EditRefused(phrase("Somebody changed this diversion meanwhile: look at it again, then save again."))
    _refuse_diversion(tree, edit.name, edit.category, edit.id)
    changed = replace(found, name=edit.name, category=edit.category)
    diversions = tuple(changed if one is found else one for one in tree.diversions)
    back = SetDiversion(id=edit.id, name=found.name, category=found.category, before=wanted)
    return replace(tree, diversions=diversions), back


def _remove_diversion(tree: Tree, edit: RemoveDiversion) -> tuple[Tree, AnyEdit]:
    found = _diversion_of(tree, edit.id)
    if edit.seen and edit.seen != _diversion_mark(found):
        raise EditRefused(phrase("This diversion was changed meanwhile: look at it again before it goes."))
    index = tree.diversions.index(found)
    rest = tuple(one for one in tree.diversions if one is not found)
    return replace(tree, diversions=rest), RestoreDiversion(diversion=trees.diversion_data(found), index=index)


def _restore_diversion(tree: Tree, edit: RestoreDiversion) -> tuple[Tree, AnyEdit]:
    back = trees.read({trees.DIVERSIONS: [edit.diversion]}).diversions[0]
    if tree.ids() & {back.id, *(node.id for root in back.steps for node in root.walk())}:
        raise EditRefused(phrase("This diversion is back already."))
    _refuse_diversion(tree, back.name, back.category, "")
    diversions = (*tree.diversions[: edit.index], back, *tree.diversions[edit.index :])
    return replace(tree, diversions=diversions), RemoveDiversion(id=back.id, seen=_diversion_mark(back))


def _diversion_of(tree: Tree, diversion: str) -> DiversionNode:
    found = tree.diversion(diversion)
    if found is None:
        raise EditRefused(phrase("This diversion is no longer there: somebody removed it meanwhile."))
    return found


def _diversion_mark(diversion: DiversionNode) -> str:
    return trees.mark(trees.diversion_data(replace(diversion, on=False)))  # being on is no editor's work


def diversion_mark(tree: Tree, diversion: str) -> str:
    """The mark to send along when it is removed. Raises EditRefused."""
    return _diversion_mark(_diversion_of(tree, diversion))


def _refuse_diversion(tree: Tree, name: str, category: str, own: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        text = phrase("Give the diversion a name of one line, at most {most} characters.", most=LONGEST_NAME)
        raise EditRefused(text)
    if len(category) != 1 or not "A" <= category <= "Z":
        raise EditRefused(phrase("A category is one capital, from A to Z."))
    if any(one.name == name and one.id != own for one in tree.diversions):
        raise EditRefused(phrase("Another diversion is named '{name}': choose another name.", name=name))


_APPLY: Mapping[type[Edit], Callable[[Tree, Any], tuple[Tree, AnyEdit]]] = {
    Insert: _insert,
    Restore: _restore,
    Move: _move,
    Remove: _remove,
    SetOptions: _set_options,
    AddDiversion: _add_diversion,
    SetDiversion: _set_diversion,
    RemoveDiversion: _remove_diversion,
    RestoreDiversion: _restore_diversion,
}
