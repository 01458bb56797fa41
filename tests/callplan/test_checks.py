"""Each check with a plan that it blocks, and the nearest plan that passes."""

from __future__ import annotations

from typing import Any

import pytest

from belplan.callplan.checks import check
from belplan.callplan.hours import Hours
from belplan.callplan.plan import Directory, Plan
from belplan.callplan.textform import read_hours
from tests.callplan.examples import directory, main_plan, plan_of

pytestmark = pytest.mark.fast

HANG_UP: dict[str, Any] = {"hang_up": {}}
PREFIX: dict[str, Any] = {"prefix": {"text": "WR:"}}


def forward(plan: str) -> dict[str, Any]:
    return {"forward": {"plan": plan}}


def in_hours(*steps: object) -> dict[str, Any]:
    return {"time_condition": {"hours": "kantooruren"}, "steps": list(steps)}


def company(plans: dict[str, Plan] | None = None, hours: Hours | None = None) -> Directory:
    has = directory()
    names = {**has.plans, **{key: plan.name for key, plan in (plans or {}).items()}}
    return Directory(has.users, has.devices, names, {**has.hours, **({hours.key: hours} if hours else {})}, has.sounds)


def found(plan: Plan, *others: Plan, hours: Hours | None = None) -> list[str]:
    plans = {other.key: other for other in others}
    return [str(finding) for finding in check(plan, company(plans, hours), plans)]


def test_the_acceptance_plan_may_be_published() -> None:
    assert found(main_plan()) == []


def test_an_empty_ring_group() -> None:
    assert found(plan_of({"ring_group": {"members": []}}, HANG_UP)) == ["Step 1: the ring group is empty: add a member"]
    assert found(plan_of({"ring_group": {"members": ["user/ann"]}}, HANG_UP)) == []


def test_a_member_twice() -> None:
    assert "twice" in found(plan_of({"ring_group": {"members": ["user/ann", "user/ann"]}}, HANG_UP))[0]
    assert found(plan_of({"ring_group": {"members": ["user/ann", "user/bart"]}}, HANG_UP)) == []


@pytest.mark.parametrize(
    ("step", "mend"),
    [
        ({"forward": {"device": "loby"}}, "does not have a device 'loby': choose one of lobby, balie, draagbaar"),
        ({"forward": {"user": "anna"}}, "does not have a user 'anna': choose one of ann, bart"),
        (
            {"ring_group": {"members": ["device/x"]}},
            "does not have a device 'x': choose one of balie, draagbaar, lobby",
        ),
        ({"announcement": {"sound": "welcome"}}, "does not have a sound 'welcome': choose one of welkom"),
        (in_hours() | {"time_condition": {"hours": "kantoor"}}, "does not have opening hours 'kantoor': choose one of"),
    ],
)
def test_a_reference_to_what_the_company_does_not_have(step: dict[str, Any], mend: str) -> None:
    (finding,) = check(plan_of(PREFIX, step, HANG_UP), directory(), {})
    assert finding.step == "2"
    assert finding.option in ("device", "user", "members", "sound", "hours")
    assert mend in str(finding)


def test_a_reference_in_a_diversion_counts_too() -> None:
    diversion = {"name": "Lunch", "steps": [{"forward": {"user": "nobody"}}]}
    (finding,) = check(plan_of(HANG_UP, diversions=[diversion]), directory(), {})
    assert finding.step == "Lunch: 1"


def test_a_company_without_devices_is_told_so() -> None:
    none = Directory({}, {}, {}, {}, {})
    (finding,) = check(plan_of({"forward": {"device": "lobby"}}, HANG_UP), none, {})
    assert str(finding) == "Step 1: this company has no such thing as a device yet: make 'lobby' first"


def test_a_number_outside_refers_to_nothing() -> None:
    assert found(plan_of({"ring_group": {"members": ["32467890123"]}}, HANG_UP)) == []


def test_hours_that_are_never_open() -> None:
    step = {"time_condition": {"hours": "leeg"}, "steps": [HANG_UP]}
    empty = read_hours({"key": "leeg", "name": "Leeg"})
    once = read_hours({"key": "leeg", "name": "Leeg", "entries": [{"days": "mon", "from": "9:00", "to": "10:00"}]})
    assert found(plan_of(step, HANG_UP), hours=empty) == [
        "Step 1: the opening hours 'leeg' are never open: add times to them"
    ]
    assert found(plan_of(step, HANG_UP), hours=once) == []


def test_steps_after_an_end() -> None:
    assert found(plan_of(HANG_UP, PREFIX)) == [
        "Step 2: no call comes here, all end at step 1: move this step up or take it out"
    ]
    assert found(plan_of(PREFIX, HANG_UP)) == []


def test_steps_after_a_forward_to_a_plan() -> None:
    assert "Step 2: no call comes here" in found(plan_of(forward("receptie"), HANG_UP))[0]
    assert found(plan_of({"forward": {"user": "ann"}}, HANG_UP)) == []


def test_steps_after_nested_steps_that_end() -> None:
    assert "Step 2: no call comes here, all end at step 1" in found(plan_of({**PREFIX, "steps": [HANG_UP]}, PREFIX))[0]
    assert found(plan_of(in_hours(HANG_UP), HANG_UP)) == []


def test_an_unreachable_step_deep_down_is_named_by_its_place() -> None:
    assert "Step 1.2: no call comes here, all end at step 1.1" in found(plan_of(in_hours(HANG_UP, PREFIX), HANG_UP))[0]


def test_a_dead_end() -> None:
    assert found(plan_of(PREFIX, in_hours(HANG_UP))) == [
        "Step 2: after this step a call has nowhere to go: end with Hang up, or with Forward to a plan"
    ]
    assert found(plan_of(PREFIX, in_hours(PREFIX), HANG_UP)) == []


def test_a_plan_without_steps() -> None:
    assert found(plan_of()) == ["the plan has no steps: add one"]


def test_the_end_of_a_diversion_ends_the_call() -> None:
    assert found(plan_of(HANG_UP, diversions=[{"name": "Lunch", "steps": [PREFIX]}])) == []


def test_an_empty_diversion() -> None:
    (said,) = found(plan_of(HANG_UP, diversions=[{"name": "Lunch", "steps": []}]))
    assert said == "the diversion 'Lunch' has no steps: add one"


def test_two_diversions_of_one_name() -> None:
    one, other = {"name": "Lunch", "steps": [HANG_UP]}, {"name": "Lunch", "category": "B", "steps": [HANG_UP]}
    assert found(plan_of(HANG_UP, diversions=[one, other])) == ["two diversions are named 'Lunch': rename one"]


def test_at_most_one_diversion_of_a_category_is_on() -> None:
    lunch, team = ({"name": name, "category": "A", "on": True, "steps": [HANG_UP]} for name in ("Lunch", "Team"))
    assert found(plan_of(HANG_UP, diversions=[lunch, team])) == [
        "several diversions of category A are on: leave one on"
    ]
    assert found(plan_of(HANG_UP, diversions=[lunch, {**team, "category": "B"}])) == []
    assert found(plan_of(HANG_UP, diversions=[lunch, {**team, "on": False}])) == []


def test_a_plan_that_calls_itself() -> None:
    assert found(plan_of(PREFIX, forward("main"))) == [
        "Step 2: calls go round without end (main > main): put a condition on the way or forward elsewhere"
    ]
    assert found(plan_of(in_hours(forward("main")), HANG_UP)) == []


def test_plans_that_call_each_other() -> None:
    one, other = plan_of(forward("b"), key="a"), plan_of(forward("c"), key="b")
    last = plan_of(PREFIX, forward("a"), key="c")
    assert "(a > b > c > a)" in found(one, other, last)[0]
    assert found(one, other, plan_of(PREFIX, HANG_UP, key="c")) == []


def test_a_condition_anywhere_in_the_cycle_is_enough() -> None:
    one = plan_of(forward("b"), key="a")
    assert found(one, plan_of(in_hours(HANG_UP), forward("a"), key="b")) == []
    assert found(one, plan_of(in_hours(forward("a")), HANG_UP, key="b")) == []


def test_a_condition_that_keeps_no_call_away_is_not_enough() -> None:
    one = plan_of(forward("b"), key="a")
    assert "(a > b > a)" in found(one, plan_of(in_hours(PREFIX), forward("a"), key="b"))[0]
    ringing = {"ring_group": {"members": ["user/ann"]}, "steps": [forward("a")]}
    assert "(a > b > a)" in found(one, plan_of(ringing, key="b"))[0]


def test_a_cycle_through_a_diversion() -> None:
    back = {"name": "Lunch", "steps": [forward("a")]}
    assert "(a > b > a)" in found(plan_of(forward("b"), key="a"), plan_of(HANG_UP, key="b", diversions=[back]))[0]


def test_a_cycle_elsewhere_is_not_this_plans_fault() -> None:
    others = plan_of(forward("c"), key="b"), plan_of(forward("b"), key="c")
    assert found(plan_of(forward("b"), key="a"), *others) == []


def test_a_thicket_of_plans_is_checked_in_no_time() -> None:
    def ways(number: int) -> list[dict[str, Any]]:
        return [{"name": f"{n}", "category": "AB"[n - 1], "steps": [forward(f"p{number + n}")]} for n in (1, 2)]

    thicket = [plan_of(HANG_UP, key=f"p{n}", diversions=ways(n)) for n in range(60)]
    ends = plan_of(HANG_UP, key="p60"), plan_of(HANG_UP, key="p61")
    assert found(plan_of(forward("p0"), key="a"), *thicket, *ends) == []


def test_a_number_leads_to_one_plan() -> None:
    other = plan_of(HANG_UP, key="b", numbers=["3225805000"], internal="800")
    assert found(plan_of(HANG_UP, numbers=["3225805000"], internal="800"), other) == [
        "3225805000 belongs to the plan 'b': take it out there",
        "800 belongs to the plan 'b': choose another",
    ]
    assert found(plan_of(HANG_UP, numbers=["3225805001", "3225805001"]), other) == [
        "3225805001 stands here twice: leave it out once"
    ]
    assert found(plan_of(HANG_UP, numbers=["3225805001"], internal="801"), other) == []
