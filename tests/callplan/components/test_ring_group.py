"""Stories of a ring group: answered, not answered, and as it should not be written."""

from __future__ import annotations

import pytest

from belplan.callevents import Outcome
from belplan.callplan.component import Ended, Enter, Rung
from belplan.callplan.components.ring_group import RingGroup
from belplan.callplan.options import RingOrder
from tests.callplan.fake_call import ANSWERED, BUSY, NOBODY, FakeCall

pytestmark = pytest.mark.fast

GROUP = RingGroup(members=("user/ann", "32467890123"), order=RingOrder.MEMORY_HUNT, timeout=15)


async def test_a_talk_ends_the_call() -> None:
    call = FakeCall(rung=ANSWERED)
    assert await GROUP.run(call) == Ended(Outcome.ANSWERED, ANSWERED.reason)
    assert call.asked == [("ring", ("user/ann", "32467890123"), RingOrder.MEMORY_HUNT, 15, True, "", "company")]


@pytest.mark.parametrize("rung", [NOBODY, BUSY])
async def test_without_answer_the_call_goes_on_and_says_why(rung: Rung) -> None:
    assert await GROUP.run(FakeCall(rung=rung)) == Enter(rung.reason)


def test_an_empty_group_says_to_add_a_member() -> None:
    assert [str(p) for p in RingGroup(members=()).problems()] == ["the ring group is empty: add a member"]


def test_a_member_stands_in_it_once() -> None:
    twice = RingGroup(members=("user/ann", "user/bart", "user/ann"))
    assert [str(p) for p in twice.problems()] == ["user/ann is in the group twice: leave it out once"]
    assert GROUP.problems() == ()


def test_it_says_who_rings_and_how() -> None:
    assert str(GROUP.summary()) == "Ring user/ann, 32467890123: always one more, 15 s"
    named = GROUP.model_copy(update={"name": "Support"})
    assert str(named.summary()) == "Ring Support: always one more, 15 s"
    assert str(RingGroup(members=("user/ann",)).summary()) == "Ring user/ann, 20 s"
