"""Phrases of the lower floors in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext

from belplan.callevents import Phrase


def _as_it_is(_name: str, value: str) -> str:
    return value


def translated(phrase: Phrase, show: Callable[[str, str], str] = _as_it_is) -> str:
    """The phrase in the language now active, its nested phrases too. `show` turns a parameter into what people read."""
    params = {
        name: translated(value, show) if isinstance(value, Phrase) else show(name, value)
        for name, value in phrase.params.items()
    }
    return gettext(phrase.text).format(**params)
