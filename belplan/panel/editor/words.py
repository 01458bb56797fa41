"""Steps, branches and places of a draft in people's words, also while a step is only half filled in."""

from __future__ import annotations

import json
from functools import lru_cache

from django.utils.translation import gettext as _
from pydantic import ValidationError

from belplan.callevents import Phrase
from belplan.callplan.catalogue import BY_KIND
from belplan.callplan.component import STEPS, Component, Condition
from belplan.callplan.components.forward import BUSY
from belplan.callplan.components.menu import INVALID, NOTHING
from belplan.callplan.editing.tree import Node
from belplan.panel.names import Names


def title(kind: str) -> str:
    """A component as people call it; its kind where it is of a later version."""
    return _(BY_KIND[kind].title) if kind in BY_KIND else kind


def sentence(node: Node, names: Names) -> tuple[str, bool]:
    """A step as one plain sentence, and whether it is whole."""
    model = BY_KIND.get(node.kind)
    if model is None:
        return _("%(component)s: this version does not know it") % {"component": node.kind}, False
    summary = _summary(model, json.dumps(node.options))
    if summary is None:
        text = _("%(component)s: check what is filled in") if node.options else _("%(component)s: not filled in yet")
        return text % {"component": title(node.kind)}, False
    return names.sentence(summary), True


@lru_cache(10_000)  # an edit changes one step, and draws the hundreds of others as they were
def _summary(model: type[Component], options: str) -> Phrase | None:
    """What a step with these options (JSON) does; None while they are not whole."""
    try:
        component = model.model_validate(json.loads(options))
    except ValidationError:
        return None
    return None if component.problems() else component.summary()


def branch(kind: str, name: str) -> str:
    """What leads into a branch; empty where a step has only one, and it needs no word."""
    if name == STEPS:
        return _("If nobody answers") if kind in BY_KIND and BY_KIND[kind].group == "calling" else ""
    if name == BUSY:
        return _("If busy or unreachable")
    if name == NOTHING:
        return _("No key pressed")
    if name == INVALID:
        return _("Another key")
    return _("Key %(key)s") % {"key": name}


def under(branch_name: str) -> str:
    """The place at the end of a branch of the step with a %(number)s."""
    if branch_name:
        return _("Here: under step %(number)s, %(branch)s").replace("%(branch)s", branch_name.replace("%", "%%"))
    return _("Here: under step %(number)s")


def is_condition(kind: str) -> bool:
    """Whether steps are expected under it."""
    return kind in BY_KIND and issubclass(BY_KIND[kind], Condition)
