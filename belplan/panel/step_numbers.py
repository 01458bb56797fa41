"""Where a step stands, as people read it: 2[busy].1 is the first step of those for who is busy."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from belplan.callplan.components.forward import BUSY
from belplan.callplan.components.menu import INVALID, NOTHING

WORDS: Mapping[str, Promise] = {
    BUSY: gettext_lazy("busy"),
    NOTHING: gettext_lazy("no key"),
    INVALID: gettext_lazy("another key"),
}


def step_number(place: str) -> str:
    """The number of the step at a place that the checks and the record name, in the reader's language."""
    return re.sub(r"\[(\w+)\]", lambda branch: f"[{WORDS.get(branch[1], branch[1])}]", place)
