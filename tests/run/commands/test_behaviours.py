"""What the caller of a call that is tried on the command line presses."""

from __future__ import annotations

import argparse

import pytest

from belplan.engine.companies import company
from belplan.records.foretelling import CannotForetell, Question
from belplan.run.commands import behaviours
from belplan.switch.behaviour import KeyPress
from tests.engine.exchange import snapshot

pytestmark = pytest.mark.fast


def asked(*words: str) -> Question:
    parser = argparse.ArgumentParser()
    behaviours.add_arguments(parser)
    args = parser.parse_args(words, argparse.Namespace(caller="", dialled="3225805000"))
    return behaviours.question(args, company(snapshot([{"hang_up": {}}])), seed=1)


def test_keys_are_pressed_at_their_moments_or_after_three_seconds() -> None:
    assert asked("--press", "1", "--press", "#@7.5").keys == (KeyPress(3.0, "1"), KeyPress(7.5, "#"))


@pytest.mark.parametrize(("key", "mend"), [("12", "one of the keys"), ("a", "one of the keys"), ("1@soon", "1@4")])
def test_another_key_is_told_what_to_write(key: str, mend: str) -> None:
    with pytest.raises(CannotForetell, match=mend):
        asked("--press", key)
