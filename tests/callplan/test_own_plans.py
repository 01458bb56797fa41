"""Users' own plans: a forward that follows one is a link like any other, for the check that calls never go round."""

from __future__ import annotations

import pytest

from belplan.callplan.checks import check
from belplan.callplan.own_route import Route, route_of
from belplan.callplan.own_route import plan_of as made
from belplan.callplan.plan import Plan
from belplan.callplan.textform import plan_data
from tests.callplan.check_examples import HANG_UP, OF_ANN, TO_MAIN, during, forward, found, steps
from tests.callplan.examples import directory, plan_of

pytestmark = pytest.mark.fast

ROUND = "calls go round without end ({way}): put a condition on the way or forward elsewhere"


def said(given: dict[str, object], *others: Plan) -> list[str]:
    return [finding.text.text for finding in found(given, others)]


def test_following_a_plan_that_leads_back_is_a_circle() -> None:
    assert said(steps(forward(user="bart"), HANG_UP), TO_MAIN) == [ROUND]
    assert said(steps(forward(user="bart", follow=False), HANG_UP), TO_MAIN) == []
    assert said(steps(during("kantooruren", forward(user="bart")), HANG_UP), TO_MAIN) == []
    assert said(steps(forward(user="ann"), HANG_UP), TO_MAIN, OF_ANN) == []


def test_two_users_who_follow_each_other_are_a_circle() -> None:
    to_bart = steps(forward(user="bart"), HANG_UP, owner="ann")
    assert said(to_bart, plan_of(forward(user="ann"), HANG_UP, key="route-bart", owner="bart")) == [ROUND]
    assert said(to_bart, plan_of(forward(user="ann", follow=False), HANG_UP, key="route-bart", owner="bart")) == []


def test_in_their_own_plan_a_users_telephones_ring() -> None:
    assert said(steps(forward(user="ann"), HANG_UP, owner="ann")) == []


def test_what_comes_after_a_followed_plan_is_no_way_back() -> None:
    assert said(steps(forward(user="ann"), forward(plan="main"), owner="bart"), OF_ANN) == []


@pytest.mark.parametrize(
    "route",
    [
        Route(),
        Route(seconds=15, no_answer="32467890123"),
        Route(busy="32467890123"),
        Route(no_answer="32467890123", busy="32467890124", hours="kantooruren", outside="32467890125"),
        Route(hours="kantooruren", outside="32467890123"),
        Route(no_answer="32467890123", hours="kantooruren", outside="32467890124"),
        Route(
            no_answer="32467890123", hours="kantooruren", say="Ik ben er niet.", always="32475112233", always_name="Weg"
        ),
    ],
)
def test_presets_make_a_plan_that_passes_and_are_read_back_from_it(route: Route) -> None:
    plan = made(route, "route-ann", "Ann", "ann")
    assert check(plan, directory(), {}) == ()
    assert route_of(plan) == route


def test_busy_and_no_answer_go_apart_and_one_that_was_published_as_both_stays_so() -> None:
    mobile, reception = "32467890123", "32467890124"
    plan = made(Route(seconds=15, no_answer=mobile, busy=reception), "route-ann", "Ann", "ann")
    away = [{"forward": {"external": reception, "timeout": 45}}, {"hang_up": {}}]
    assert plan_data(plan)["steps"] == [
        {"forward": {"user": "ann", "follow": False, "timeout": 15}, "busy": away},
        {"forward": {"external": mobile, "timeout": 45}},
        {"hang_up": {}},
    ]
    ring = forward(user="ann", follow=False)
    both = plan_of(ring, forward(external=mobile, timeout=45), HANG_UP, key="route-ann", owner="ann")
    assert route_of(both) == Route(no_answer=mobile)


def test_what_ends_where_nobody_answers_ends_for_the_busy_too_unless_these_have_steps() -> None:
    ends = {**forward(user="bart", follow=False), "steps": [HANG_UP]}
    nowhere = "after this step a call has nowhere to go: end with Hang up, or with Forward to a plan"
    assert said(steps(ends)) == []
    assert said(steps({**ends, "busy": [forward(user="ann")]})) == [nowhere]
    assert said(steps({**ends, "busy": [HANG_UP]})) == []


def test_each_branch_of_a_step_may_lead_back() -> None:
    ring = forward(user="bart", follow=False)
    back = [forward(plan="main")]
    for branches in ({"steps": [HANG_UP], "busy": back}, {"steps": back, "busy": [HANG_UP]}):
        assert said(steps({**ring, **branches})) == [ROUND]


def test_a_plan_made_otherwise_is_no_preset() -> None:
    assert route_of(plan_of({"prefix": {"text": "X"}}, HANG_UP, owner="ann")) is None
    assert route_of(plan_of(HANG_UP, owner="ann")) is None
