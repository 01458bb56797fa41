"""Stories of forwards: to a telephone, a colleague, outside, and to another plan for good."""

from __future__ import annotations

import pytest

from belplan.callevents import Ending, Outcome, phrase
from belplan.callplan.component import Ended, Enter, EnterPlan, Rung
from belplan.callplan.components.forward import Forward
from belplan.callplan.options import RingOrder
from tests.callplan.fake_call import ANSWERED, NOBODY, FakeCall

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("forward", "member"),
    [
        (Forward(device="lobby"), "device/lobby"),
        (Forward(user="ann"), "user/ann"),
        (Forward(external="32467890123"), "32467890123"),
    ],
)
async def test_the_one_party_rings(forward: Forward, member: str) -> None:
    call = FakeCall(rung=NOBODY)
    assert await forward.run(call) == Enter(NOBODY.reason)
    assert call.asked == [("ring", (member,), RingOrder.RING_ALL, 20, False, "", "company")]


async def test_what_is_set_for_a_number_outside_reaches_the_switch() -> None:
    forward = Forward(external="32467890123", timeout=30, accept_key=True, show_caller="caller", label="Main")
    call = FakeCall(rung=ANSWERED)
    assert await forward.run(call) == Ended(Outcome.ANSWERED, ANSWERED.reason)
    assert call.asked == [("ring", ("32467890123",), RingOrder.RING_ALL, 30, True, "Main", "caller")]


@pytest.mark.parametrize(
    ("ending", "branch"),
    [
        (Ending.NO_ANSWER, "steps"),
        (Ending.BUSY, "busy"),
        (Ending.REFUSED, "busy"),
        (Ending.UNREACHABLE, "busy"),
    ],
)
async def test_who_rang_in_vain_and_who_was_busy_go_on_apart(ending: Ending, branch: str) -> None:
    call = FakeCall(rung=Rung(False, ending, phrase("not now")))
    assert await Forward(user="ann").run(call) == Enter(phrase("not now"), branch)
    assert Forward(user="ann").branches() == ("steps", "busy")


async def test_a_plan_is_entered_for_good() -> None:
    forward = Forward(plan="receptie")
    call = FakeCall()
    result = await forward.run(call)
    assert isinstance(result, EnterPlan)
    assert (result.plan, str(result.reason)) == ("receptie", "forwarded to the plan receptie")
    assert (call.asked, forward.branches()) == ([], ())


async def test_a_colleagues_own_plan_is_entered_for_good_unless_only_their_telephones_are_to_ring() -> None:
    call = FakeCall(own_plans={"ann": "route-ann"})
    result = await Forward(user="ann").run(call)
    assert isinstance(result, EnterPlan)
    assert (result.plan, str(result.reason)) == ("route-ann", "user/ann has a route of their own")
    assert call.asked == []
    await Forward(user="ann", follow=False).run(call)
    await Forward(device="lobby").run(call)
    assert [asked[1] for asked in call.asked] == [("user/ann",), ("device/lobby",)]


@pytest.mark.parametrize(
    ("forward", "mend"),
    [
        (Forward(), "exactly one of user, device, plan and external"),
        (Forward(device="lobby", user="ann"), "exactly one of user, device, plan and external"),
        (Forward(user="ann", accept_key=True), "accept_key is only for an external number"),
        (Forward(plan="receptie", show_caller="caller"), "show_caller is only for an external number"),
    ],
)
def test_what_cannot_be_is_named_with_its_mend(forward: Forward, mend: str) -> None:
    assert [mend in str(problem) for problem in forward.problems()] == [True]


def test_one_place_is_right() -> None:
    assert Forward(external="32467890123", accept_key=True, show_caller="caller").problems() == ()
    assert Forward(user="ann").problems() == ()


def test_it_says_where_to() -> None:
    assert str(Forward(plan="receptie").summary()) == "Forward to the plan receptie"
    assert str(Forward(user="ann", timeout=25).summary()) == "Forward to user/ann, 25 s"
    assert str(Forward(user="ann", follow=False).summary()) == "Ring the telephones of user/ann, 20 s"
