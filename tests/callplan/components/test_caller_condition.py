"""Stories of callers that a plan treats apart."""

from __future__ import annotations

import pytest

from belplan.callplan.caller_list import CallerList
from belplan.callplan.components.caller_condition import CallerCondition
from tests.callplan.fake_call import FakeCall

pytestmark = pytest.mark.fast

EQUALS = CallerCondition(equals="32475112233")
STARTS = CallerCondition(starts_with="32475")
WITHHELD = CallerCondition(anonymous=True)
KNOWN = CallerCondition(in_phonebook=True)
LISTED = CallerCondition(callers="vip")
VIP = CallerList(key="vip", name="VIP", numbers=("3225805099", "201"), beginnings=("32475",))


@pytest.mark.parametrize(
    ("condition", "caller", "holds", "reason"),
    [
        (EQUALS, "32475112233", True, "the caller is 32475112233"),
        (EQUALS, "324751122330", False, "the caller is not 32475112233"),
        (STARTS, "32475112233", True, "the caller's number starts with 32475"),
        (STARTS, "31475112233", False, "the caller's number does not start with 32475"),
        (STARTS, "", False, "the caller's number does not start with 32475"),
        (WITHHELD, "", True, "the caller withholds the number"),
        (WITHHELD, "800", False, "the caller shows a number"),
        (KNOWN, "3225805099", True, "the caller is in the phonebook"),
        (KNOWN, "32475112233", False, "the caller is not in the phonebook"),
        (KNOWN, "", False, "the caller is not in the phonebook"),
        (LISTED, "3225805099", True, "the caller is in the list vip"),
        (LISTED, "32475112233", True, "the caller is in the list vip"),
        (LISTED, "201", True, "the caller is in the list vip"),
        (LISTED, "31475112233", False, "the caller is not in the list vip"),
        (LISTED, "", False, "the caller withholds the number"),
    ],
)
def test_who_calls_decides(condition: CallerCondition, caller: str, holds: bool, reason: str) -> None:
    call = FakeCall(caller_number=caller, phonebook=frozenset({"3225805099", ""}), lists={"vip": VIP})
    verdict = condition.judge(call)
    assert (verdict.holds, str(verdict.reason)) == (holds, reason)


@pytest.mark.parametrize("condition", [CallerCondition(), CallerCondition(equals="800", anonymous=True)])
def test_exactly_one_way_to_judge_is_chosen(condition: CallerCondition) -> None:
    assert "exactly one" in str(condition.problems()[0])
    assert EQUALS.problems() == ()


@pytest.mark.parametrize(
    ("condition", "summary"),
    [
        (EQUALS, "If 32475112233 calls"),
        (STARTS, "If the caller's number starts with 32475"),
        (LISTED, "If the caller is in the list vip"),
        (WITHHELD, "If the caller withholds the number"),
        (KNOWN, "If the caller is in the phonebook"),
    ],
)
def test_it_says_whom_it_is_for(condition: CallerCondition, summary: str) -> None:
    assert str(condition.summary()) == summary
