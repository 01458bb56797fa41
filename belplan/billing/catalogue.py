"""The functions that a user may have besides calling, each a switch on the user; a new one is a line here."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Function:
    """Something that users have or have not. `field`: of Person, true while this one has it."""

    key: str
    title: Promise
    field: str


FUNCTIONS = (Function("hotdesking", _("Signing in at other telephones"), "may_hotdesk"),)
BY_KEY = {function.key: function for function in FUNCTIONS}


def title(key: str) -> str:
    """What a function is called; one that this version no longer has keeps its key."""
    return str(BY_KEY[key].title) if key in BY_KEY else key
