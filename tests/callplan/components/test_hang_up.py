"""The story of an end."""

from __future__ import annotations

import pytest

from belplan.callevents import Outcome
from belplan.callplan.component import Ended
from belplan.callplan.components.hang_up import HangUp
from tests.callplan.fake_call import FakeCall

pytestmark = pytest.mark.fast


async def test_the_call_is_over() -> None:
    result = await HangUp().run(FakeCall())
    assert isinstance(result, Ended)
    assert (result.outcome, str(result.reason)) == (Outcome.HUNG_UP, "the plan hung up")


def test_nothing_comes_after_it() -> None:
    assert HangUp().branches() == ()
    assert str(HangUp().summary()) == "Hang up"
