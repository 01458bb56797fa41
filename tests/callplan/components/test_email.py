"""The story of a missed caller's details."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from belplan.callplan.component import Enter
from belplan.callplan.components.email import Email
from tests.callplan.fake_call import FakeCall

pytestmark = pytest.mark.fast


async def test_the_mail_is_asked_for_and_the_call_goes_on() -> None:
    call = FakeCall()
    result = await Email(to="info@demo.example").run(call)
    assert isinstance(result, Enter)
    assert str(result.reason) == "e-mail to info@demo.example on its way"
    assert call.asked == [("notify", "info@demo.example")]


@pytest.mark.parametrize("to", ["info", "info@demo", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example"])
def test_only_one_whole_address_will_do(to: str) -> None:
    with pytest.raises(ValidationError):
        Email(to=to)


def test_it_says_to_whom() -> None:
    assert str(Email(to="info@demo.example").summary()) == "Mail the caller's details to info@demo.example"
