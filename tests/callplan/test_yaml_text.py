"""YAML as people write it, break it and abuse it."""

from __future__ import annotations

import time

import pytest

from belplan.callplan.plan import PlanError
from belplan.callplan.yaml_text import MOST_CHARACTERS, read, write

pytestmark = pytest.mark.fast


def test_every_value_is_text_or_nothing() -> None:
    assert read("{a: 0800, on: off, b: 9:00, c: , d: ~, e: 'null', f: [1.0, true]}") == {
        "a": "0800",
        "on": "off",
        "b": "9:00",
        "c": None,
        "d": None,
        "e": "null",
        "f": ["1.0", "true"],
    }


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("a: b: c", "line 1 is no valid YAML"),
        ("a: 1\nb: [1\nc: 2", "line 3 is no valid YAML"),
        ("a: 'x", "line 1 is no valid YAML"),
        ("a: 1\n\ta: 2", "line 2 is no valid YAML"),
        ("a: 1\na: 2", "line 2: 'a' stands here twice"),
        ("[1]: 2", "line 1: a name must stand before the colon"),
        ("a: &x [1]\nb: *x", "line 1: write out what the * or & refers to"),
        ("a: *x", "line 1: write out"),
        ("a: 1\n---\nb: 2", "several documents"),
        ("a: \x00", "no readable text"),
        ("[" * 5000, "line 1: nested too deep"),
        ("- " * 5000 + "x", "line 1: nested too deep"),
        ("x" * (MOST_CHARACTERS + 1), "too large"),
    ],
)
def test_what_cannot_be_read_names_its_line(text: str, mend: str) -> None:
    with pytest.raises(PlanError) as caught:
        read(text)
    assert mend in str(caught.value)


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "\n".join(
        f"{new}: &{new} [{', '.join(['*' + old] * 9)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    start = time.monotonic()
    with pytest.raises(PlanError, match="write out"):
        read(bomb)
    assert time.monotonic() - start < 1


def test_what_is_written_twice_is_written_out() -> None:
    same = ["x"]
    assert read(write({"a": same, "b": same})) == {"a": ["x"], "b": ["x"]}
