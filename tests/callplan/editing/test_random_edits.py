"""Thousands of random edits: no step is ever lost, undo returns exactly, and two editors at once lose nothing."""

from __future__ import annotations

import random

import pytest

from belplan.callplan.editing.edits import AnyEdit, Edit, Insert, Remove, RemoveDiversion, apply, edit_data, read_edit
from belplan.callplan.editing.refused import EditRefused
from belplan.callplan.editing.tree import Tree, plain, read, tree_data
from tests.callplan.editing.random_edits import any_edit

SEQUENCES, QUICK = 10_000, 300
LENGTH = 12


def made(tree: Tree, edit: Edit) -> tuple[Tree, AnyEdit | None]:
    """The tree after an edit that may be refused; what undoes it, or None."""
    try:
        return apply(tree, edit)
    except EditRefused:
        return tree, None


def check_step_count(before: Tree, after: Tree, edit: Edit) -> None:
    """Only what was removed is gone, only what was inserted is new."""
    gone, new = before.ids() - after.ids(), after.ids() - before.ids()
    if isinstance(edit, Remove):
        node = before.find(edit.id)
        assert node
        assert gone == {one.id for one in node.walk()}
    elif isinstance(edit, RemoveDiversion):
        assert edit.id in gone
    else:
        assert not gone, edit
    assert not new or isinstance(edit, Insert) or len(new) == 1
    assert len([node.id for node in after.nodes()]) + len(after.diversions) == len(after.ids())  # none stands twice


def play(seed: int) -> None:
    """One person edits, then undoes all, then makes all again."""
    rng = random.Random(seed)  # noqa: S311 (no secret)
    tree = read({"steps": []})
    states, undos = [tree], []
    for _ in range(LENGTH):
        edit = any_edit(tree, rng)
        changed, inverse = made(tree, edit)
        if inverse:
            check_step_count(tree, changed, edit)
            states.append(changed)
            undos.append(inverse)
        tree = changed
    assert read(tree_data(tree)) == tree
    assert plain(tree_data(read(plain(tree_data(tree))))) == plain(tree_data(tree))
    check_undo(states, undos)


def check_undo(states: list[Tree], undos: list[AnyEdit]) -> None:
    tree, redos = states[-1], []
    for state, inverse in zip(reversed(states[:-1]), reversed(undos), strict=True):
        tree, redo = apply(tree, read_edit(edit_data(inverse)))
        assert (tree.steps, tree.diversions) == (state.steps, state.diversions)
        redos.append(redo)
    for state, redo in zip(states[1:], reversed(redos), strict=True):
        tree, _inverse = apply(tree, redo)
        assert (tree.steps, tree.diversions) == (state.steps, state.diversions)


def play_two(seed: int) -> None:
    """Two people edit the same plan, each from a picture of it that is some edits old."""
    rng = random.Random(seed)  # noqa: S311
    tree = read({"steps": [{"time_condition": {}, "steps": [{"ring_group": {}}]}, {"hang_up": {}}]})
    pictures, logs = [tree, tree], ([], [])  # type: tuple[list[Tree], tuple[list[AnyEdit], list[AnyEdit]]]
    for _ in range(LENGTH):
        who = rng.randrange(2)
        edit = any_edit(pictures[who], rng)
        if logs[who] and rng.random() < 0.2:
            edit = logs[who].pop()
        changed, inverse = made(tree, edit)
        if inverse:
            check_two(tree, changed, edit)
            logs[who].append(inverse)
        tree = changed
        if rng.random() < 0.5:
            pictures[who] = tree


def check_two(before: Tree, after: Tree, edit: Edit) -> None:
    """Each step's options are as somebody left them: only the edited step's are other ones."""
    named = getattr(edit, "id", "")
    old = {node.id: node.options for node in before.nodes()}
    for node in after.nodes():
        assert node.id == named or node.id not in old or node.options == old[node.id]
    if not isinstance(edit, Remove | RemoveDiversion):
        assert before.ids() <= after.ids()


@pytest.mark.fast
def test_some_random_edits_lose_nothing() -> None:
    for seed in range(QUICK):
        play(seed)
        play_two(seed)


@pytest.mark.long
@pytest.mark.simulation
def test_ten_thousand_sequences_never_lose_a_step() -> None:
    for seed in range(SEQUENCES):
        play(1_000_000 + seed)


@pytest.mark.simulation
def test_two_editors_at_once_lose_nothing() -> None:
    for seed in range(SEQUENCES // 4):
        play_two(2_000_000 + seed)
