"""The form of one step: its fields in the order of the declaration, what was sent, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from belplan.callplan.catalogue import BY_KIND
from belplan.callplan.component import Component
from belplan.callplan.component import OneOf as DeclaredOneOf
from belplan.callplan.options import Digits, OnKeypad, Refers, Rings, Spoken
from belplan.panel.editor.options import problems
from belplan.panel.editor.options.declared import Declared, declared
from belplan.panel.editor.options.fields import (
    LEFT_OUT,
    LINES,
    PREFIX,
    Choice,
    Keypad,
    LongText,
    Number,
    OptionField,
    Switch,
)
from belplan.panel.editor.options.pickers import Members, Picker, Reference
from belplan.panel.editor.options.ring_order import RingOrderCards
from belplan.panel.editor.options.spoken import SpokenText
from belplan.panel.editor.options.telephone import TelephoneNumber
from belplan.panel.editor.options.things import Things
from belplan.panel.names import Names
from belplan.tenancy.models import Company


def form_for(
    kind: str, options: Mapping[str, Any] | None, company: Company, data: QueryDict | None = None, here: str = ""
) -> OptionsForm:
    """The form of a step of this kind with its options as the draft has them, incomplete or wrong ones included.

    `data` is what was sent; None shows what is stored. `here` is the address of the step's page, to come back to with
    what was made for it on other screens; empty where nothing may be made.
    Raises KeyError for a kind that is not in the catalogue.
    """
    return OptionsForm(BY_KIND[kind], options or {}, Things(company), data, here)


@dataclass
class Alternative:
    """One way to answer a question, with the fields that only it needs."""

    name: str
    title: str
    picked: bool
    hides_shared: bool
    fields: list[OptionField] = field(default_factory=list)


class OptionsForm:
    """Bound fields, what is wrong with each (`errors`), and the options to store (`options()`)."""

    template = "editor/options.html"

    def __init__(
        self, model: type[Component], stored: Mapping[str, Any], things: Things, data: QueryDict | None, here: str
    ) -> None:
        self.model, self.stored, self.things, self.here = model, stored, things, here
        self.is_bound = data is not None
        self.fields = {one.name: _field(one, self) for one in declared(model)}
        self.questions = [Question(one, number, self) for number, one in enumerate(model.one_of, start=1)]
        if data is not None:
            for one in self.fields.values():
                one.bind(data)
            for question in self.questions:
                question.bind(data)
        self.problems: list[str] = []  # what is wrong with no field in particular
        problems.find(self)

    def options(self) -> dict[str, Any]:
        """The raw options to store, with whatever was typed; what was left out and holds its default stays so."""
        if not self.is_bound:
            return dict(self.stored)
        kept = {name: one.value for name, one in self.fields.items() if one.value is not LEFT_OUT and self.applies(one)}
        for question in self.questions:
            kept = question.answered(kept)
        order = [name for name in self.stored if name in kept] + [name for name in kept if name not in self.stored]
        return {name: kept[name] for name in order}

    def is_valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems and not any(self.errors.values())

    @property
    def errors(self) -> dict[str, list[str]]:
        """The sentences about each option that is wrong, in the reader's language."""
        by_option = {name: one.errors for name, one in self.fields.items() if one.errors}
        return by_option | {question.name: question.errors for question in self.questions if question.errors}

    @property
    def shows_errors(self) -> bool:
        """A step that was only just put down is not blamed for being empty."""
        return self.is_bound or bool(self.stored)

    @cached_property
    def names(self) -> Names:
        """Names for the keys in this form."""
        return self.things.names_for({name for one in self._pickers() for name in one.names_wanted()})

    def parts(self) -> list[OptionField | Question]:
        """What stands in the form, from top to bottom: questions at the place of their first option."""
        found: list[OptionField | Question] = []
        for one in self.fields.values():
            question = self.question_of(one.declared.name)
            if question and question not in found:
                found.append(question)
            elif question is None and not self._within(one):
                found.append(one)
        return found

    def question_of(self, option: str) -> Question | None:
        """The question that an option is an answer to."""
        return next((q for q in self.questions if option in q.declared.options), None)

    def applies(self, one: OptionField) -> bool:
        """Whether a field says something, given the answer to the question that it depends on."""
        question = self.question_of(one.only_with[0]) if one.only_with else None
        return question is None or question.picked in one.only_with

    def counts(self, one: OptionField) -> bool:
        """Whether what is wrong with a field keeps the step from running."""
        question = self.question_of(one.declared.name)
        return self.applies(one) and (question is None or question.picked == one.declared.name)

    def _within(self, one: OptionField) -> bool:
        """Whether a field stands inside a question."""
        return bool(one.only_with and self.question_of(one.only_with[0]))

    def _pickers(self) -> Iterator[Picker]:
        return (one for one in self.fields.values() if isinstance(one, Picker))


class Question:
    """Options of which exactly one is meant: first which, then that one."""

    template = "editor/options/question.html"

    def __init__(self, one_of: DeclaredOneOf, number: int, form: OptionsForm) -> None:
        self.declared, self.form = one_of, form
        self.name = f"{PREFIX}which{number}"
        self.errors: list[str] = []
        given = [option for option in one_of.options if form.stored.get(option) not in (None, False)]
        self.picked = given[0] if given else one_of.options[0]
        self.was_picked = bool(given)

    @property
    def title(self) -> str:
        return gettext(self.declared.question)

    @property
    def alternatives(self) -> list[Alternative]:
        """The ways to answer, in the order of the declaration."""
        return [self._alternative(option) for option in self.declared.options]

    @property
    def shared(self) -> list[OptionField]:
        """Fields that several of the answers need."""
        return [one for one in self._dependants() if len(one.only_with) > 1]

    def bind(self, data: QueryDict) -> None:
        """Take the answer that was sent."""
        sent = data.get(self.name, "")
        if sent in self.declared.options:
            self.was_picked = self.was_picked or sent != self.picked
            self.picked = sent

    def answered(self, options: dict[str, Any]) -> dict[str, Any]:
        """Options with only the answer among those of this question; one that was chosen but not filled in is empty."""
        kept = {name: value for name, value in options.items() if name not in self.declared.options}
        one = self.form.fields[self.picked]
        if isinstance(one, Switch):
            return {**kept, self.picked: True} if self.was_picked else kept
        if not one.is_empty or self.was_picked:
            return {**kept, self.picked: "" if one.value is LEFT_OUT else one.value}
        return kept

    def _alternative(self, option: str) -> Alternative:
        one = self.form.fields[option]
        one.is_answer = True
        own = [f for f in self._dependants() if f.only_with == (option,)]
        hides = not any(option in f.only_with for f in self.shared)
        fields = own if isinstance(one, Switch) else [one, *own]
        return Alternative(option, one.title, option == self.picked, bool(self.shared) and hides, fields)

    def _dependants(self) -> list[OptionField]:
        return [
            one
            for one in self.form.fields.values()
            if one.only_with and one.only_with[0] in self.declared.options
        ]  # fmt: skip


def _field(one: Declared, form: OptionsForm) -> OptionField:
    """The field that fits what an option is declared to be."""
    for mark, kind in _BY_MARK:
        if one.mark(mark):
            return Members(one, form) if kind is Reference and one.schema.get("type") == "array" else kind(one, form)
    if one.values:
        return Choice(one, form)
    if one.schema.get("type") == "string":
        return (
            LongText(one, form)
            if (one.longest or 0) > LINES and not one.schema.get("pattern")
            else OptionField(one, form)
        )
    return _BY_TYPE[one.schema["type"]](one, form)


_BY_MARK: tuple[tuple[type[Any], type[OptionField]], ...] = (
    (Refers, Reference),
    (OnKeypad, Keypad),
    (Rings, RingOrderCards),
    (Spoken, SpokenText),
    (Digits, TelephoneNumber),
)
_BY_TYPE: Mapping[str, type[OptionField]] = {"integer": Number, "boolean": Switch}
