"""House test: each check has a plan that it blocks, for that reason alone, and a nearest one that passes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from belplan.callplan import checks, component
from belplan.callplan.catalogue import COMPONENTS
from belplan.callplan.plan import Directory
from tests.callplan.check_examples import EXAMPLES, HANG_UP, NOTHING_YET, found

pytestmark = pytest.mark.fast


def sentences(file: str, within: str = "") -> Iterator[str]:
    """The sentences that a module (or its methods of that name) makes, nouns left out."""
    tree = ast.parse(Path(file).read_text())
    parts = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == within] if within else [tree]
    for call in (node for part in parts for node in ast.walk(part) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id == "phrase" and isinstance(call.args[0], ast.Constant):
            text = str(call.args[0].value)
            if ":" in text or call.keywords:
                yield text


def test_each_check_has_an_example() -> None:
    modules = {f"{Path(checks.__file__).parent / 'components' / model.kind}.py" for model in COMPONENTS}
    made = {text for file in modules for text in sentences(file, "problems")}
    made |= {*sentences(checks.__file__), *sentences(component.__file__)}
    assert made == {*EXAMPLES, *NOTHING_YET}


@pytest.mark.parametrize("text", EXAMPLES)
def test_it_blocks_its_example_and_lets_the_nearest_pass(text: str) -> None:
    example = EXAMPLES[text]
    assert [finding.text.text for finding in found(example.blocked, example.others)] == [text]
    assert found(example.passes, example.others) == []


@pytest.mark.parametrize("text", NOTHING_YET)
def test_a_company_that_has_nothing_yet_is_told_what_to_make(text: str) -> None:
    has = Directory({}, {}, {}, {}, {})
    assert [finding.text.text for finding in found({"steps": [NOTHING_YET[text], HANG_UP]}, has=has)] == [text]
