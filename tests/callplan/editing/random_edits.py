"""Edits as hurried people make them: at random, also where they are not allowed."""

from __future__ import annotations

import random
from typing import Any

from belplan.callplan.editing.edits import (
    AddDiversion,
    Edit,
    Insert,
    Move,
    Remove,
    RemoveDiversion,
    SetDiversion,
    SetOptions,
)
from belplan.callplan.editing.moves import Place, branches_of
from belplan.callplan.editing.tree import Tree

STEPS: tuple[dict[str, Any], ...] = (
    {"time_condition": {}, "steps": [{"ring_group": {"members": ["user/ann"]}}]},
    {"caller_condition": {"anonymous": True}, "steps": [{"prefix": {"text": "?"}}, {"hang_up": {}}]},
    {"ring_group": {}},
    {"forward": {"user": "ann"}, "steps": [{"email": {"to": "a@b.example"}}]},
    {"forward": {"plan": "night"}},
    {"announcement": {"say": "Hallo"}},
    {"hang_up": {}},
)
OPTIONS: tuple[dict[str, Any], ...] = ({}, {"timeout": 5}, {"plan": "night"}, {"wrong": [1, "2"]}, {"hours": "office"})


def any_place(tree: Tree, rng: random.Random) -> Place:
    """A place that exists, mostly one that is allowed."""
    parents = ["", *(one.id for one in tree.diversions), *(node.id for node in tree.nodes())]
    parent = rng.choice(parents)
    node = tree.find(parent)
    branch = rng.choice((*branches_of(node), "steps")) if node else "steps"
    found = [step for step, spot in tree.spots.items() if (spot.parent, spot.branch) == (parent, branch)]
    index = rng.randrange(len(found) + 1)
    around = ["", *found, ""]
    return Place(parent, branch, after=around[index], before=around[index + 1])


def any_edit(tree: Tree, rng: random.Random) -> Edit:
    """What somebody might do next."""
    ids = [node.id for node in tree.nodes()]
    way = rng.random()
    if not ids or way < 0.35:
        return Insert(rng.choice(STEPS), any_place(tree, rng))
    step = rng.choice(ids)
    if way < 0.65:
        return Move(step, any_place(tree, rng))
    if way < 0.75:
        return Remove(step)
    if way < 0.9:
        node = tree.find(step)
        assert node
        return SetOptions(step, rng.choice(OPTIONS), dict(node.options))
    return _about_diversions(tree, rng)


def _about_diversions(tree: Tree, rng: random.Random) -> Edit:
    if not tree.diversions or rng.random() < 0.5:
        return AddDiversion(f"Diversion {rng.randrange(5)}", rng.choice("AB"))
    one = rng.choice(tree.diversions)
    if rng.random() < 0.5:
        return RemoveDiversion(one.id)
    return SetDiversion(one.id, f"Diversion {rng.randrange(5)}", "C", (one.name, one.category))
