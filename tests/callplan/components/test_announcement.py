"""Stories of what callers hear."""

from __future__ import annotations

import pytest

from belplan.callplan.component import Enter, SpokenText
from belplan.callplan.components.announcement import Announcement
from tests.callplan.fake_call import FakeCall

pytestmark = pytest.mark.fast


async def test_a_sound_is_played_and_the_call_goes_on() -> None:
    call = FakeCall()
    result = await Announcement(sound="welkom").run(call)
    assert isinstance(result, Enter)
    assert str(result.reason) == "announcement played"
    assert call.asked == [("play", "welkom", True)]


async def test_a_text_is_played_as_it_was_synthesised() -> None:
    call = FakeCall()
    step = Announcement(say="Bonjour.", language="fr", answered=False)
    await step.run(call)
    assert step.texts() == (SpokenText("Bonjour.", "fr"),)
    assert call.asked == [("play", "say/fr/Bonjour.", False)]


@pytest.mark.parametrize("step", [Announcement(), Announcement(sound="welkom", say="Welkom.")])
def test_there_is_one_thing_to_hear(step: Announcement) -> None:
    assert [str(problem) for problem in step.problems()] == ["choose exactly one of say and sound"]
    assert Announcement(say="Welkom.").problems() == ()


def test_it_says_what_callers_hear() -> None:
    assert str(Announcement(sound="welkom").summary()) == "Play welkom"
    assert str(Announcement(say="{Dag}").summary()) == 'Say "{Dag}"'
    assert str(Announcement(say="a" * 100).summary()) == f'Say "{"a" * 80}..."'
