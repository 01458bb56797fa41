"""An office manager edits a plan: what each edit does, what undoes it, and what is refused with which sentence."""

from __future__ import annotations

from typing import Any

import pytest

from belplan.callplan.editing.edits import (
    AddDiversion,
    Edit,
    Insert,
    Move,
    Remove,
    RemoveDiversion,
    SetDiversion,
    SetOptions,
    apply,
    edit_data,
    read_edit,
)
from belplan.callplan.editing.moves import Direction, Place, neighbour
from belplan.callplan.editing.refused import EditRefused
from belplan.callplan.editing.tree import Tree, mark, places, plain, read, replaced, step_data, tree_data
from belplan.callplan.editing.words import told
from belplan.callplan.textform import read_plan

pytestmark = pytest.mark.fast

DATA: dict[str, Any] = {
    "diversions": [{"name": "Team", "category": "A", "on": False, "steps": [{"hang_up": {}}]}],
    "steps": [
        {
            "time_condition": {"hours": "office"},
            "steps": [{"prefix": {"text": "WR:"}}, {"ring_group": {"members": ["user/ann"]}}],
        },
        {"forward": {"plan": "night"}},
    ],
}


@pytest.fixture
def tree() -> Tree:
    return read(DATA)


def after(tree: Tree, *edits: Edit) -> Tree:
    for edit in edits:
        tree, _inverse = apply(tree, edit)
    return tree


def outline(tree: Tree) -> str:
    """The steps by kind, what is nested between brackets."""

    def one(data: dict[str, Any]) -> str:
        kind = next(name for name in data if name != "id")
        return kind + (f"({' '.join(map(one, data['steps']))})" if data.get("steps") else "")

    return " ".join(map(one, tree_data(tree)["steps"]))


def refused(tree: Tree, edit: Edit) -> str:
    with pytest.raises(EditRefused) as caught:
        apply(tree, edit)
    return str(caught.value)


def test_steps_get_ids_always_the_same_and_the_text_form_has_none(tree: Tree) -> None:
    assert read(DATA) == tree == read(tree_data(tree))
    assert [node.id for node in tree.nodes()] == ["s3", "s4", "s5", "s6", "s2"]
    assert plain(tree_data(tree)) == DATA
    assert read_plan({"name": "Main", **plain(tree_data(tree))}).steps


def test_no_id_is_given_twice_in_a_plan(tree: Tree) -> None:
    end = Place("", "steps", after="s6")
    once = after(tree, Insert({"hang_up": {}}, end))
    again = after(once, Remove("s7"), Insert({"hang_up": {}}, end))
    assert again.steps[-1].id == "s8"
    written_anew = read(replaced(tree_data(again), DATA))
    assert not written_anew.ids() & again.ids()


def test_a_step_goes_where_its_neighbours_say(tree: Tree) -> None:
    moved = after(tree, Move("s6", Place("s3", "steps", after="s4", before="s5")))
    assert outline(moved) == "time_condition(prefix forward ring_group)"
    without = after(tree, Remove("s4"), Move("s6", Place("s3", "steps", after="s4", before="s5")))
    assert outline(without) == "time_condition(forward ring_group)"


@pytest.mark.parametrize(
    ("step", "way", "expected"),
    [
        ("s5", "up", "time_condition(ring_group prefix) forward"),
        ("s4", "up", "prefix time_condition(ring_group) forward"),
        ("s4", "down", "time_condition(ring_group prefix) forward"),
        ("s5", "down", "time_condition(prefix) ring_group forward"),
        ("s4", "out", "time_condition(ring_group) prefix forward"),
        ("s5", "in", "time_condition(prefix(ring_group)) forward"),
        ("s6", "in", "time_condition(prefix ring_group forward)"),
        ("s3", "down", "forward time_condition(prefix ring_group)"),
    ],
)
def test_steps_move_up_down_in_and_out(tree: Tree, step: str, way: Direction, expected: str) -> None:
    place = neighbour(tree, step, way)
    assert place
    assert outline(after(tree, Move(step, place))) == expected


@pytest.mark.parametrize(("step", "way"), [("s3", "up"), ("s6", "down"), ("s3", "in"), ("s2", "out"), ("s6", "out")])
def test_at_the_edges_there_is_nowhere_to_go(tree: Tree, step: str, way: Direction) -> None:
    assert neighbour(tree, step, way) is None


def test_every_edit_is_undone_exactly_and_made_again_exactly(tree: Tree) -> None:
    edits: list[Edit] = [
        Insert({"caller_condition": {}, "steps": [{"hang_up": {}}]}, Place("s3", "steps", after="s4")),
        Move("s5", Place("", "steps", before="s3")),
        Remove("s3"),
        SetOptions("s4", {"text": "?"}, {"text": "WR:"}),
        AddDiversion("Mobile", "B"),
        SetDiversion("s1", "Meeting", "C", ("Team", "A")),
        RemoveDiversion("s1"),
    ]
    for edit in edits:
        changed, inverse = apply(tree, read_edit(edit_data(edit)))
        back, redo = apply(changed, read_edit(edit_data(inverse)))
        assert (back.steps, back.diversions) == (tree.steps, tree.diversions), edit
        assert apply(back, redo)[0].steps == changed.steps
        assert str(told(edit, tree))


def test_a_step_that_lost_its_branch_still_comes_back_where_it_stood(tree: Tree) -> None:
    within = after(tree, SetOptions("s6", {"user": "ann"}, {"plan": "night"}), Insert({"hang_up": {}}, Place("s6")))
    closed = after(within, SetOptions("s6", {"plan": "night"}, {"user": "ann"}))
    assert "forward(hang_up)" in outline(closed)  # shown and kept, whatever the options say
    removed, inverse = apply(closed, Remove("s7"))
    assert apply(removed, inverse)[0].steps == closed.steps


def test_places_are_numbered_as_the_checks_number_them(tree: Tree) -> None:
    assert places(tree) == {"s3": "1", "s4": "1.1", "s5": "1.2", "s6": "2", "s2": "Team: 1"}


def test_what_makes_no_sense_is_refused_with_the_mend(tree: Tree) -> None:
    assert "cannot go into itself" in refused(tree, Move("s3", Place("s3")))
    assert "cannot go into itself" in refused(tree, Move("s3", Place("s5")))
    assert "Nothing comes under “Forward”" in refused(tree, Move("s4", Place("s6")))
    assert "no such branch" in refused(tree, Move("s4", Place("s3", "7")))
    assert "no such place" in refused(tree, Move("s4", Place("", "7")))
    assert "no component 'queue_jump'" in refused(tree, Insert({"queue_jump": {}}, Place()))
    assert "one capital" in refused(tree, AddDiversion("Mobile", "a"))
    assert "Give the diversion a name" in refused(tree, AddDiversion(" "))
    assert "Another diversion is named 'Team'" in refused(tree, AddDiversion("Team"))


def test_a_plan_stays_within_what_can_be_published(tree: Tree) -> None:
    deep = tree
    for level in range(1, 19):
        deep = after(
            deep, Insert({"prefix": {"text": "x"}}, Place(deep.steps[0].id if level == 1 else f"s{5 + level}"))
        )
    assert "20 levels deep" in refused(deep, Insert({"prefix": {}, "steps": [{"hang_up": {}}]}, Place("s24")))
    many = read({"steps": [{"hang_up": {}}] * 500})
    assert "500 steps at most" in refused(many, Insert({"hang_up": {}}, Place()))


def test_two_editors_do_not_overwrite_each_other_unseen(tree: Tree) -> None:
    bart = after(tree, SetOptions("s4", {"text": "Bart"}, {"text": "WR:"}))
    assert "Somebody changed this step" in refused(bart, SetOptions("s4", {"text": "Ann"}, {"text": "WR:"}))
    seen = mark(step_data(tree.steps[0]))
    assert "was changed meanwhile" in refused(bart, Remove("s3", seen=seen))
    gone = after(tree, Remove("s3"))
    assert "no longer there" in refused(gone, Remove("s4"))
    assert "no longer there" in refused(gone, Insert({"hang_up": {}}, Place("s3")))
    assert "meanwhile" in refused(gone, RemoveDiversion("s1", seen="other"))
    renamed = after(tree, SetDiversion("s1", "Lunch", "A", ("Team", "A")))
    assert "Somebody changed this diversion" in refused(renamed, SetDiversion("s1", "Mobile", "A", ("Team", "A")))


def test_undo_is_refused_where_somebody_built_on_it(tree: Tree) -> None:
    moved, back = apply(tree, Move("s4", Place("", "steps", before="s3")))
    elsewhere = after(moved, Move("s4", Place("s5")))
    assert "Somebody moved this step" in refused(elsewhere, back)
    added, back = apply(tree, Insert({"prefix": {"text": "x"}}, Place()))
    filled = after(added, Insert({"hang_up": {}}, Place("s7")))
    assert "was changed meanwhile" in refused(filled, back)
    removed, back = apply(tree, Remove("s3"))
    assert "back already" in refused(after(removed, back), back)
