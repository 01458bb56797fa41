"""Two colleagues edit one plan through the page's forms, at random: no step is lost, undo returns exactly."""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from belplan.callplan.editing.tree import Tree, read
from belplan.exchange.models import DraftPlan
from belplan.identity.models import Role
from belplan.tenancy.models import Company
from tests.companies import make_company, make_plan
from tests.panel.conftest import signed_in

pytestmark = [pytest.mark.django_db]

KINDS = ["time_condition", "caller_condition", "ring_group", "prefix", "hang_up"]
WAYS = ["up", "down", "in", "out"]
WHO = st.sampled_from([0, 1])
PICK = st.integers(0, 1000)


class TwoEditors(RuleBasedStateMachine):
    """What each may do, and what must hold afterwards.

    They are signed in already: doing that for each sequence would take most of the time.
    """

    company: ClassVar[Company]
    clients: ClassVar[list[Client]]

    @initialize()
    def an_empty_plan(self) -> None:
        DraftPlan.objects.for_company(self.company).delete()
        steps = [{"time_condition": {}, "steps": [{"prefix": {"text": "a"}}]}, {"hang_up": {}}]
        self.draft = make_plan(self.company, tree={"steps": steps})
        self.tree = read(self.draft.tree)
        self.last: tuple[int, Tree] | None = None  # whose edit was the last one, and the tree before it

    def ask(self, who: int, what: str = "change/", **fields: str) -> tuple[Tree, Tree, bool]:
        """Tree before and after, and whether it was refused; then nothing has changed."""
        before = self.tree
        answer = self.clients[who].post(f"/plans/main/edit/{what}", fields, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        self.draft.refresh_from_db()
        self.tree = read(self.draft.tree)
        refused = 'role="alert"' in answer.content.decode().split('id="canvas"')[0]
        if refused:
            assert self.tree == before
        elif fields.get("do") not in ("undo", "redo"):
            self.last = (who, before) if self.tree != before else self.last
        return before, self.tree, refused

    def any_step(self, number: int) -> str:
        ids = [node.id for node in self.tree.nodes()]
        return ids[number % len(ids)] if ids else "s1"

    @rule(who=WHO, kind=st.sampled_from(KINDS), number=PICK)
    def insert(self, who: int, kind: str, number: int) -> None:
        before, after, refused = self.ask(who, insert=kind, step=self.any_step(number))
        if not refused:
            [new] = after.ids() - before.ids()
            assert after.find(new).kind == kind  # type: ignore[union-attr]
            assert before.ids() < after.ids()

    @rule(who=WHO, way=st.sampled_from(WAYS), number=PICK)
    def shift(self, who: int, way: str, number: int) -> None:
        before, after, _refused = self.ask(who, do=way, step=self.any_step(number))
        assert options(after) == options(before)

    @rule(who=WHO, number=PICK, to=PICK)
    def move(self, who: int, number: int, to: int) -> None:
        page = self.clients[who].get("/plans/main/edit/").content.decode()
        places = re.findall(r'name="at" form="edit" value="([^"]+)"', page)
        before, after, _refused = self.ask(who, do="move", step=self.any_step(number), at=places[to % len(places)])
        assert options(after) == options(before)

    @rule(who=WHO, number=PICK)
    def remove(self, who: int, number: int) -> None:
        step = self.any_step(number)
        before, after, refused = self.ask(who, do="remove", step=step)
        if not refused:
            node = before.find(step)
            assert node
            assert before.ids() - after.ids() == {one.id for one in node.walk()}

    @rule(who=WHO, number=PICK)
    def duplicate(self, who: int, number: int) -> None:
        before, after, _refused = self.ask(who, do="duplicate", step=self.any_step(number))
        assert before.ids() <= after.ids()

    @rule(who=WHO, number=PICK, text=st.sampled_from(["a", "b"]), stale=st.booleans())
    def fill_in(self, who: int, number: int, text: str, stale: bool) -> None:
        step = self.any_step(number)
        now = options(self.tree).get(step, {})
        seen = {"text": "of another page"} if stale else now
        fields = {"before": json.dumps(seen), "option-text": text}
        before, after, _refused = self.ask(who, "options/", step=step, **fields)
        assert {k: v for k, v in options(before).items() if k != step} == {
            k: v for k, v in options(after).items() if k != step
        }
        if stale and now.get("text") != text:
            assert after == before

    @rule(who=WHO)
    def undo_and_redo(self, who: int) -> None:
        before, undone, refused = self.ask(who, do="undo")
        if refused:
            return
        if self.last and self.last[0] == who:
            assert undone.steps == self.last[1].steps
        _undone, again, _refused = self.ask(who, do="redo")
        assert again.steps == before.steps

    @invariant()
    def no_step_stands_twice(self) -> None:
        ids = [node.id for node in self.tree.nodes()]
        assert len(ids) == len(set(ids))


def options(tree: Tree) -> dict[str, Any]:
    return {node.id: dict(node.options) for node in tree.nodes()}


def play(sequences: int) -> None:
    company = make_company(require_second_factor=False)
    clients = [signed_in(company, f"{name}.acme", Role.ADMINISTRATOR) for name in ("ann", "bart")]
    limits = settings(
        max_examples=sequences, stateful_step_count=6, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    machine = type("OfTheCompany", (TwoEditors,), {"company": company, "clients": clients})
    run_state_machine_as_test(machine, settings=limits)


@pytest.mark.database
def test_some_sequences_lose_nothing() -> None:
    play(25)


@pytest.mark.long
@pytest.mark.simulation
def test_two_hundred_sequences_lose_nothing() -> None:
    play(200)
