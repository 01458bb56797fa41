"""The story of a prefix."""

from __future__ import annotations

import pytest

from belplan.callplan.component import Enter
from belplan.callplan.components.prefix import Prefix
from tests.callplan.fake_call import FakeCall

pytestmark = pytest.mark.fast


async def test_later_telephones_show_it() -> None:
    call = FakeCall()
    result = await Prefix(text="WR:").run(call)
    assert isinstance(result, Enter)
    assert str(result.reason) == "prefix WR: set"
    assert call.asked == [("prefix", "WR:")]


def test_it_says_what_is_shown() -> None:
    assert str(Prefix(text="WR:").summary()) == "Show WR: before the caller's name"
