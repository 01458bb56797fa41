"""What an edit did, in words: for the buttons that undo it and for who hears the page."""

from __future__ import annotations

from belplan.callevents import Phrase, phrase
from belplan.callplan.catalogue import BY_KIND
from belplan.callplan.editing.edits import (
    AddDiversion,
    Edit,
    Insert,
    Move,
    Remove,
    RemoveDiversion,
    Restore,
    RestoreDiversion,
    SetDiversion,
    SetOptions,
)
from belplan.callplan.editing.tree import Ids, Tree, read_step


def title_of(kind: str) -> Phrase | str:
    """A component as people call it."""
    return phrase(BY_KIND[kind].title) if kind in BY_KIND else kind


def told(edit: Edit, before: Tree) -> Phrase:
    """What an edit does to the tree as it is before it."""
    if isinstance(edit, Insert | Restore):
        return phrase("{component} added", component=title_of(read_step(edit.step, Ids(0)).kind))
    if isinstance(edit, Move | Remove | SetOptions):
        return _about_step(edit, before)
    return _about_diversion(edit, before)


def _about_step(edit: Move | Remove | SetOptions, before: Tree) -> Phrase:
    node = before.find(edit.id)
    component = title_of(node.kind) if node else ""
    if isinstance(edit, Move):
        return phrase("{component} moved", component=component)
    if isinstance(edit, Remove):
        return phrase("{component} removed", component=component)
    return phrase("{component} changed", component=component)


def _about_diversion(edit: Edit, before: Tree) -> Phrase:
    if isinstance(edit, AddDiversion):
        return phrase("Diversion “{name}” added", name=edit.name)
    if isinstance(edit, RestoreDiversion):
        return phrase("Diversion “{name}” added", name=edit.diversion["name"])
    assert isinstance(edit, SetDiversion | RemoveDiversion)  # noqa: S101 (there are no others)
    found = before.diversion(edit.id)
    name = found.name if found else ""
    if isinstance(edit, SetDiversion):
        return phrase("Diversion “{name}” changed", name=name)
    return phrase("Diversion “{name}” removed", name=name)
