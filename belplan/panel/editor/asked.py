"""What a page asks for, read from its form, as an edit of the tree as it stands now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.http import QueryDict
from django.utils.translation import gettext as _

from belplan.callevents import phrase
from belplan.callplan.editing.edits import (
    AddDiversion,
    Edit,
    Insert,
    Move,
    Remove,
    RemoveDiversion,
    SetDiversion,
    step_of,
)
from belplan.callplan.editing.moves import Direction, Place, neighbour
from belplan.callplan.editing.refused import EditRefused
from belplan.callplan.editing.tree import Tree, plain_step, step_data
from belplan.panel.editor import places

WAYS = ("up", "down", "in", "out")


def asked(post: QueryDict, tree: Tree, copied: Mapping[str, Any] | None) -> Edit:
    """The edit that a form asks for: `insert` with a kind, or `do` with what. Raises EditRefused.

    `copied` is what was copied before, here or in another plan of the company.
    """
    step, do = post.get("step", ""), post.get("do", "")
    if kind := post.get("insert", ""):
        return Insert({kind: {}}, _place(post, tree))
    if do in WAYS:
        return _moved(tree, step, do)
    if do == "paste":
        return _pasted(copied, _place(post, tree))
    if do not in _EDITS:
        raise EditRefused(phrase("Nothing was asked for: choose a button."))
    return _EDITS[do](post, tree, step)


def _place(post: QueryDict, tree: Tree) -> Place:
    return places.read(post.get("at", "")) or places.first_choice(tree, post.get("step", ""))


def _moved(tree: Tree, step: str, way: str) -> Edit:
    step_of(tree, step)
    to = neighbour(tree, step, cast("Direction", way))
    if to is None:
        raise EditRefused(phrase("It cannot go any further that way."))
    return Move(step, to)


def _move(post: QueryDict, tree: Tree, step: str) -> Edit:
    to = places.read(post.get("at", ""))
    if to is None:
        raise EditRefused(phrase("Choose a place in the plan first, then move the step there."))
    return Move(step, to)


def _pasted(copied: Mapping[str, Any] | None, at: Place) -> Edit:
    if copied is None:
        raise EditRefused(phrase("Nothing was copied yet: choose a step and copy it first."))
    return Insert(dict(copied), at)


def _duplicate(post: QueryDict, tree: Tree, step: str) -> Edit:
    return Insert(plain_step(step_data(step_of(tree, step))), places.after(tree, step))


def _remove(post: QueryDict, tree: Tree, step: str) -> Edit:
    return Remove(step, post.get("seen", ""))


def _add_diversion(post: QueryDict, tree: Tree, step: str) -> Edit:
    taken, name, serial = {one.name for one in tree.diversions}, _("New diversion"), 1
    while name in taken:
        serial += 1
        name = f"{_('New diversion')} {serial}"
    return AddDiversion(name)


def _set_diversion(post: QueryDict, tree: Tree, step: str) -> Edit:
    before = (post.get("name_before", ""), post.get("category_before", ""))
    return SetDiversion(step, post.get("name", "").strip(), post.get("category", ""), before)


def _remove_diversion(post: QueryDict, tree: Tree, step: str) -> Edit:
    return RemoveDiversion(step, post.get("seen", ""))


_EDITS: Mapping[str, Callable[[QueryDict, Tree, str], Edit]] = {
    "move": _move,
    "duplicate": _duplicate,
    "remove": _remove,
    "add-diversion": _add_diversion,
    "set-diversion": _set_diversion,
    "remove-diversion": _remove_diversion,
}
