"""What the checks find reads as a sentence in each language: with names for keys, titles for options, and its mend."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.utils.translation import override

from belplan.callplan.catalogue import BY_KIND
from belplan.panel.editor.options.problems import sentence
from belplan.panel.names import Names
from tests.callplan.check_examples import EXAMPLES, found

pytestmark = pytest.mark.fast

NAMES = Names({"user/ann": "Ann Peeters", "plan/main": "Hoofdnummer", "plan/receptie": "Receptie", "menu/stil": "Keuze",
               "hours/leeg": "Zomeruren"}, "BE")  # fmt: skip
SHORT = {"choose exactly one of {some} and {last}"}  # says nothing but the mend
KEYS = re.compile(r"\buser/|\bdevice/|[{}_]|hang_up|\bmain\b|\bstil\b")


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("text", EXAMPLES)
def test_a_finding_is_a_sentence_that_says_the_mend(text: str, language: str) -> None:
    example = EXAMPLES[text]
    (finding,) = found(example.blocked, example.others)
    step: dict[str, object] = next(iter(example.blocked["steps"]), {"hang_up": {}})
    model = BY_KIND[next(kind for kind in step if kind in BY_KIND)]
    with override(language):
        said = sentence(finding.text, model, NAMES)
    assert not KEYS.search(said), said
    assert said.endswith(".")
    assert ":" in said or text in SHORT
    with override("en"):
        assert language == "en" or said != sentence(finding.text, model, NAMES)
