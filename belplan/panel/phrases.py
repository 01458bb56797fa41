"""Phrases of the lower floors in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext

from belplan.callevents import Phrase


def translated(phrase: Phrase) -> str:
    """The phrase in the language now active, its nested phrases too."""
    params = {name: translated(v) if isinstance(v, Phrase) else v for name, v in phrase.params.items()}
    return gettext(phrase.text).format(**params)
