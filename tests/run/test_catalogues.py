"""House test: every sentence that people may read exists in Dutch, French and German, with the same places in it."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message

from belplan.run import catalogues

pytestmark = pytest.mark.fast

PLACES = re.compile(r"\{\w+\}|%\(\w+\)s")


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_nothing_is_left_in_english(language: str) -> None:
    assert catalogues.missing(language) == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_translation_has_the_places_of_its_sentence(language: str) -> None:
    for message in catalogues.read(language):
        for original, translation in pairs(message):
            if not translation:
                continue  # the test above tells
            assert set(PLACES.findall(translation)) == set(PLACES.findall(original)), translation


def pairs(message: Message) -> list[tuple[str, str]]:
    """Each form of a sentence with its translation."""
    if not message.id:
        return []
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return list(zip(message.id, message.string or (), strict=True))


def test_sentences_are_found_wherever_they_are_marked() -> None:
    found = {m.id for m in catalogues.extract_all()}
    assert {"Ring group", "the plan hung up", "Call plans", "Skip to the content"} <= found


def test_compiling_twice_writes_once() -> None:
    catalogues.compile()
    compiled = [catalogues.path(language).with_suffix(".mo") for language in catalogues.LANGUAGES]
    before = [file.stat().st_mtime_ns for file in compiled]
    catalogues.compile()
    assert [file.stat().st_mtime_ns for file in compiled] == before
