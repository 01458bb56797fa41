"""House test: whatever a component declares, its form shows it, and sent back untouched it changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from belplan.callplan.catalogue import COMPONENTS
from belplan.callplan.component import Component
from belplan.callplan.options import Digits, OnKeypad, OnlyWith, Refers
from belplan.panel.editor.options.declared import Declared, declared
from belplan.panel.editor.options.form import OptionsForm
from tests.panel.editor.submitted import Everything, submitted

pytestmark = pytest.mark.fast

KEYS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True)
NUMBERS = st.from_regex(r"[1-9][0-9]{6,14}", fullmatch=True) | st.sampled_from(
    ["32467890123", "3225805000", "31201234567"]
)
LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
MEMBERS = st.one_of(KEYS.map("user/{}".format), KEYS.map("device/{}".format), NUMBERS)


def value_of(one: Declared) -> st.SearchStrategy[Any]:
    """Any value that an option may have."""
    if refers := one.mark(Refers):
        return st.lists(MEMBERS, min_size=1, max_size=5, unique=True) if refers.to == "member" else KEYS
    if digits := one.mark(Digits):
        return st.from_regex(r"[1-9][0-9]{0,14}", fullmatch=True) if digits.part else NUMBERS
    if one.mark(OnKeypad):
        return st.lists(st.sampled_from("0123456789*#"), min_size=1, max_size=12, unique=True)
    if one.values:
        return st.sampled_from(one.values)
    if "pattern" in one.schema:
        return st.sampled_from(one.schema["examples"])
    return {
        "integer": st.integers(one.schema.get("minimum"), one.schema.get("maximum")),
        "boolean": st.booleans(),
        "string": st.text(_letters(one), min_size=one.schema.get("minLength", 0), max_size=min(one.longest or 60, 60)),
    }[one.schema["type"]]


def _letters(one: Declared) -> st.SearchStrategy[str]:
    return LETTERS | st.sampled_from("\n\t") if (one.longest or 0) > 1000 else LETTERS


@st.composite
def options_of(draw: st.DrawFn, model: type[Component]) -> dict[str, Any]:
    """Options that the component accepts, defaults spelt out or left out."""
    told = {one.name: one for one in declared(model)}
    answers = {draw(st.sampled_from(one_of.options)) for one_of in model.one_of}
    questions = {option for one_of in model.one_of for option in one_of.options}
    options: dict[str, Any] = {}
    for name, one in told.items():
        mark = one.mark(OnlyWith)
        applies = mark is None or bool(answers & set(mark.options))
        wanted = name in answers or (name not in questions and applies and (one.required or draw(st.booleans())))
        if wanted:
            boolean_answer = name in answers and one.schema["type"] == "boolean"
            options[name] = True if boolean_answer else draw(value_of(one))
    return options


@pytest.mark.parametrize("model", COMPONENTS, ids=lambda model: model.kind)
@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_form_sent_back_untouched_changes_nothing(model: type[Component], data: st.DataObject) -> None:
    options = data.draw(options_of(model))
    shown = OptionsForm(model, options, Everything(), None, "")
    assert shown.is_valid(), (shown.errors, shown.problems)
    back = OptionsForm(model, options, Everything(), submitted(shown), "")
    assert back.options() == options
    assert list(back.options()) == list(options)
    assert back.is_valid(), (back.errors, back.problems)


@pytest.mark.parametrize("model", COMPONENTS, ids=lambda model: model.kind)
@given(st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_is_sent_is_kept_and_shown_again(model: type[Component], data: st.DataObject) -> None:
    empty = OptionsForm(model, {}, Everything(), None, "")
    sent: QueryDict = submitted(empty)
    for one in empty.fields.values():
        if one.name in sent:
            sent[one.name] = data.draw(st.text(LETTERS, max_size=30))
    kept = OptionsForm(model, {}, Everything(), sent, "").options()
    again = OptionsForm(model, kept, Everything(), None, "")
    assert OptionsForm(model, kept, Everything(), submitted(again), "").options() == kept


@pytest.mark.parametrize("model", COMPONENTS, ids=lambda model: model.kind)
def test_a_step_that_was_only_just_put_down_is_not_blamed(model: type[Component]) -> None:
    form = OptionsForm(model, {}, Everything(), None, "")
    assert not form.shows_errors
    assert OptionsForm(model, {}, Everything(), submitted(form), "").options() == {}
