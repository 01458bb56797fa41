"""What is told of two versions of a plan."""

from __future__ import annotations

import pytest

from belplan.callplan.difference import differences
from belplan.callplan.plan import Plan
from tests.callplan.examples import main_plan, plan_of

pytestmark = pytest.mark.fast

SAY = {"announcement": {"say": "Dag."}}
ANN = {"forward": {"user": "ann"}}
BART = {"forward": {"user": "bart"}}
END: dict[str, object] = {"hang_up": {}}


def told(before: Plan, after: Plan) -> list[str]:
    return [f"{d.what} {_place(d.before)} > {_place(d.after)}" for d in differences(before, after)]


def _place(side: tuple[str, object] | None) -> str:
    return side[0] if side else "-"


def office(*steps: object) -> dict[str, object]:
    return {"time_condition": {"hours": "kantooruren"}, "steps": list(steps)}


def test_a_plan_is_not_different_from_itself() -> None:
    assert differences(main_plan(), main_plan()) == ()


def test_a_step_in_the_middle_changes_none_of_its_neighbours() -> None:
    assert told(plan_of(ANN, END), plan_of(ANN, SAY, END)) == ["added - > 2"]
    assert told(plan_of(ANN, SAY, END), plan_of(ANN, END)) == ["removed 2 > -"]


def test_other_options_are_a_change_with_both_contents() -> None:
    (found,) = differences(plan_of(ANN, END), plan_of(BART, END))
    assert found.what == "changed"
    assert found.before
    assert found.after
    assert (str(found.before[1].summary()), str(found.after[1].summary())) == (
        "Forward to user/ann, 20 s",
        "Forward to user/bart, 20 s",
    )


def test_a_step_that_went_elsewhere_has_moved() -> None:
    assert told(plan_of(office(ANN, SAY), END), plan_of(office(ANN), SAY, END)) == ["moved 1.2 > 2"]


def test_what_stands_under_a_moved_step_moves_with_it() -> None:
    before = plan_of(office(ANN, BART), SAY, END)
    assert told(before, plan_of(SAY, office(ANN, BART), END)) in (["moved 1 > 2"], ["moved 2 > 1"])


def test_a_condition_taken_away_leaves_what_stood_under_it() -> None:
    assert told(plan_of(office(ANN, SAY), END), plan_of(ANN, SAY, END)) == [
        "removed 1 > -",
        "moved 1.1 > 1",
        "moved 1.2 > 2",
    ]


def test_diversions_are_compared_by_their_names() -> None:
    with_one = plan_of(END, diversions=[{"name": "Lunch", "steps": [ANN, END]}])
    without = plan_of(END)
    assert told(without, with_one) == ["added - > Lunch: 1", "added - > Lunch: 2"]
    assert told(with_one, without) == ["removed Lunch: 1 > -", "removed Lunch: 2 > -"]


def test_ten_steps_are_told_in_their_order() -> None:
    many = [{"prefix": {"text": f"P{n}"}} for n in range(12)]
    added = [d.after for d in differences(plan_of(END), plan_of(*many, END))]
    assert [place[0] for place in added if place] == [str(n) for n in range(1, 13)]
