"""Whose lamps a telephone may watch: the hints that its lamp keys subscribe to (RFC 4235), a context for each group.

One pattern is the hint of every number of a group, so that a new lamp needs no reload; only a new group does. Nobody
can watch another group's: a telephone is looked up within its own group's context.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from belplan.switch.asterisk.private_file import write_private

FILE = "lamps.conf"  # beside the accounts; extensions.conf includes it
PATTERN = "_[0-9*#]!"
PREFIX = "Stasis:"  # of the device states that can be set over ARI
_CONTEXT = "belplan-lamps-"


def name_of(group: str, number: str) -> str:
    """The device state of a lamp. A number holds no dash, so that no two lamps share a name."""
    return f"{PREFIX}{group}-{number}"


def context_of(group: str) -> str:
    """The context in which the telephones of a group subscribe."""
    return f"{_CONTEXT}{group}"


def add_contexts(folder: Path, contexts: Iterable[str]) -> bool:
    """Let the file in `folder` have these contexts, too; whether one of them is new. Raises OSError.

    One whose last telephone went away stays: nobody can subscribe there.
    """
    file = folder / FILE
    known = file.read_text() if file.exists() else ""
    new = [context for context in sorted(set(contexts)) if f"[{context}]\n" not in known]
    if new:
        write_private(file, (known + "".join(map(_hints, new))).encode())
    return bool(new)


def _hints(context: str) -> str:
    state = name_of(context.removeprefix(_CONTEXT), "${EXTEN}")
    return f"[{context}]\nexten => {PATTERN},hint,{state}\n\n"
