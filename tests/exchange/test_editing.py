"""Ann and Bart edit the same draft: every edit is kept, each undoes only their own, and nobody overwrites unseen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from belplan.callplan.editing.edits import Insert, Move, Remove, SetOptions
from belplan.callplan.editing.moves import Place
from belplan.callplan.editing.refused import EditRefused
from belplan.callplan.editing.tree import plain
from belplan.callplan.textform import read_plan
from belplan.exchange import editing
from belplan.exchange.drafts import store_draft
from belplan.exchange.editing import Editor, edit, others, redo, tree_of, undo
from belplan.exchange.models import DraftEdit, DraftPlan
from tests.companies import make_company, make_plan

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2026, 11, 24, 16, tzinfo=UTC)
ANN, BART = Editor("201.acme", "Ann"), Editor("202.acme", "Bart")
HANG_UP: dict[str, Any] = {"hang_up": {}}
GROUP = {"ring_group": {"members": ["user/ann"]}}


@pytest.fixture
def draft(db: None) -> DraftPlan:
    return make_plan(make_company(), tree={"steps": [GROUP, HANG_UP]})


def kinds(draft: DraftPlan) -> list[str]:
    draft.refresh_from_db()
    return [node.kind for node in tree_of(draft).steps]


def test_an_edit_is_stored_counted_and_kept_in_the_log(draft: DraftPlan) -> None:
    done = edit(draft, Insert({"prefix": {"text": "WR:"}}, Place(before="s1")), ANN, NOW)
    assert str(done.what) == "Prefix added"
    assert done.step == "s3"
    assert kinds(draft) == ["prefix", "ring_group", "hang_up"]
    assert draft.edits == 1
    assert draft.text_form() == {**draft.heading(), **plain(draft.tree)}
    assert read_plan(draft.text_form()).steps
    row = DraftEdit.objects.for_company(draft.company).get()
    assert (row.who, row.number, row.at) == ("201.acme", 1, NOW)


def test_what_changes_nothing_leaves_no_trace(draft: DraftPlan) -> None:
    edit(draft, Move("s1", Place(before="s2")), ANN, NOW)
    assert draft.edits == 0
    assert not DraftEdit.objects.for_company(draft.company).exists()


def test_everybody_undoes_and_redoes_their_own(draft: DraftPlan) -> None:
    edit(draft, Insert({"prefix": {"text": "A"}}, Place(before="s1")), ANN, NOW)
    edit(draft, Insert({"email": {"to": "b@example.com"}}, Place(after="s1")), BART, NOW)
    undo(draft, ANN)
    assert kinds(draft) == ["ring_group", "email", "hang_up"]
    with pytest.raises(EditRefused, match="nothing left to undo"):
        undo(draft, ANN)
    again = redo(draft, ANN)
    assert str(again.what) == "Done again: Prefix added"
    assert kinds(draft) == ["prefix", "ring_group", "email", "hang_up"]
    undo(draft, BART)
    edit(draft, Remove("s2"), BART, NOW)
    with pytest.raises(EditRefused, match="nothing left to redo"):
        redo(draft, BART)


def test_many_edits_are_undone_one_by_one_and_made_again(draft: DraftPlan) -> None:
    before = tree_of(draft)
    edit(draft, SetOptions("s1", {"members": []}, {"members": ["user/ann"]}), ANN, NOW)
    edit(draft, Move("s2", Place("s1")), ANN, NOW)
    edit(draft, Remove("s1"), ANN, NOW)
    after = tree_of(draft)
    for _ in range(3):
        undo(draft, ANN)
    assert tree_of(draft).steps == before.steps
    for _ in range(3):
        redo(draft, ANN)
    assert tree_of(draft).steps == after.steps


def test_undo_is_refused_where_another_built_on_it_and_says_so(draft: DraftPlan) -> None:
    edit(draft, SetOptions("s1", {"members": []}, {"members": ["user/ann"]}), ANN, NOW)
    edit(draft, SetOptions("s1", {"members": ["user/bart"]}, {"members": []}), BART, NOW)
    with pytest.raises(EditRefused, match="Somebody changed this step meanwhile"):
        undo(draft, ANN)
    assert tree_of(draft).steps[0].options == {"members": ["user/bart"]}


def test_a_page_that_is_behind_overwrites_nothing(draft: DraftPlan) -> None:
    edit(draft, SetOptions("s1", {"members": []}, {"members": ["user/ann"]}), BART, NOW)
    stale = DraftPlan.objects.for_company(draft.company).get()
    with pytest.raises(EditRefused, match="Somebody changed this step"):
        edit(stale, SetOptions("s1", {"timeout": 5}, {"members": ["user/ann"]}), ANN, NOW)


def test_who_else_edits_is_known_for_some_minutes(draft: DraftPlan) -> None:
    edit(draft, Remove("s2"), BART, NOW)
    assert others(draft, ANN, NOW + timedelta(minutes=4)) == ["Bart"]
    assert others(draft, BART, NOW) == []
    assert others(draft, ANN, NOW + timedelta(minutes=6)) == []


def test_the_log_stays_bounded(draft: DraftPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "KEPT", 20)
    for _ in range(100):
        edit(draft, Insert(HANG_UP, Place(after="s2")), ANN, NOW)
    assert DraftEdit.objects.for_company(draft.company).count() == 20


def test_an_edit_too_large_is_refused(draft: DraftPlan) -> None:
    with pytest.raises(EditRefused, match="too much at once"):
        edit(draft, SetOptions("s1", {"name": "x" * 300_000}, {"members": ["user/ann"]}), ANN, NOW)


def test_a_plan_written_anew_is_not_touched_by_old_undo(draft: DraftPlan) -> None:
    edit(draft, Insert({"prefix": {"text": "A"}}, Place(before="s1")), ANN, NOW)
    plan = read_plan({"key": "main", "name": "Main", "steps": [HANG_UP]})
    store_draft(draft.company, plan)
    with pytest.raises(EditRefused, match="no longer there"):
        undo(draft, ANN)
    assert kinds(draft) == ["hang_up"]
