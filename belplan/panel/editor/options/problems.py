"""What is wrong with a step's options, each sentence beside the field that mends it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from pydantic import ValidationError

from belplan.callevents import Phrase
from belplan.callplan.component import Component
from belplan.callplan.mends import findings_of
from belplan.panel.editor.options.declared import declared
from belplan.panel.names import Names
from belplan.panel.phrases import translated

if TYPE_CHECKING:
    from belplan.panel.editor.options.form import OptionsForm

_EMPTY = ("{option} is missing: fill it in", "{option} is empty: fill it in")


def find(form: OptionsForm) -> None:
    """Let each field of a form know what is wrong with it, and the form the rest."""
    _own_checks(form)
    try:
        component = form.model.model_validate(form.options())
    except ValidationError as error:
        for finding in findings_of(error, "", form.model, form.things.country):
            _note(form, finding.option, finding.text)
    else:
        for problem in component.problems():
            _note(form, str(problem.params.get("option", "")), problem)


def sentence(text: Phrase, model: type[Component] | None, names: Names) -> str:
    """A finding in the reader's language, with the titles of options and the names of things.

    `model`: the component of the step that it is about, or None where it is about the plan.
    """
    if "what" in text.params:
        return gone(str(text.params["key"]))
    titles = {one.name: _(one.title) for one in declared(model)} if model else {}

    def shown(name: str, value: str) -> str:
        if name == "option":
            return _title(value, titles)
        if name in ("some", "last"):
            return ", ".join(titles.get(option, option) for option in value.split(", "))
        return names.param(name, value)

    words = translated(text, shown)
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?", "!")) else ".")


def gone(thing: str) -> str:
    """What to do about something that the company does not have."""
    return _("%(thing)s is not there (any more): choose another.") % {"thing": thing}


def _title(option: str, titles: dict[str, str]) -> str:
    """`members[2]` as people call it: Members 2."""
    name, number = re.fullmatch(r"([^[.]*)(?:\[(\d+)\])?.*", option, re.DOTALL).groups()  # type: ignore[union-attr]
    title = f"“{titles.get(name, name)}”"
    return f"{title} {number}" if number else title


def _own_checks(form: OptionsForm) -> None:
    """What only the company knows: whether things are there."""
    for one in form.fields.values():
        if form.counts(one):
            one.check()


def _note(form: OptionsForm, option: str, text: Phrase) -> None:
    name = re.split(r"[\[.]", option)[0]
    one, empty = form.fields.get(name), text.text in _EMPTY
    question = form.question_of(str(text.params.get("last", "")))
    if one is None and question:
        one = form.fields[question.picked]
        empty = one.is_empty
    if one is None:
        form.problems.append(sentence(text, form.model, form.names))
    elif not one.errors:
        one.errors.append(_("Fill this in.") if empty else sentence(text, form.model, form.names))
