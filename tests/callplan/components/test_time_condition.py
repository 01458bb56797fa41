"""Stories of calls at different times."""

from __future__ import annotations

from datetime import datetime

import pytest

from belplan.callplan.components.time_condition import TimeCondition
from tests.callplan.examples import office_hours
from tests.callplan.fake_call import BRUSSELS, TUESDAY_MORNING, FakeCall

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("at", "holds", "reason"),
    [
        (TUESDAY_MORNING, True, "within kantooruren (Tuesday)"),
        (datetime(2026, 11, 22, 15, tzinfo=BRUSSELS), False, "outside kantooruren (Sunday)"),
    ],
)
def test_a_call_is_judged_by_the_hours_when_it_arrives(at: datetime, holds: bool, reason: str) -> None:
    call = FakeCall(at=at, opening={"kantooruren": office_hours()})
    verdict = TimeCondition(hours="kantooruren").judge(call)
    assert (verdict.holds, str(verdict.reason)) == (holds, reason)


def test_it_says_which_hours() -> None:
    assert str(TimeCondition(hours="kantooruren").summary()) == "During kantooruren"
