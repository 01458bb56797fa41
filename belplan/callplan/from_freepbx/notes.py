"""Notes of what is left behind, and of who is missing, while plans are made; and keys that are free."""

from __future__ import annotations

from collections.abc import Callable

from belplan.callevents import Phrase
from belplan.callplan.from_freepbx.carried import Known, Left, Missing
from belplan.callplan.from_freepbx.destinations import Kind, Target
from belplan.callplan.from_freepbx.index import Index
from belplan.callplan.textform import slug

LONGEST_NAME = 100


class Notes:
    """Each thing once, in the order in which it was met."""

    def __init__(self, index: Index, known: Known) -> None:
        self.known = known
        self._index = index
        self._left: dict[tuple[str, str], Left] = {}
        self._missing: dict[str, Missing] = {}
        self._keys = {kind: set(keys) for kind, keys in known.taken.items()}

    @property
    def left(self) -> tuple[Left, ...]:
        """What is left behind."""
        return tuple(self._left.values())

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Who is no user here, by internal number."""
        return tuple(self._missing[extension] for extension in sorted(self._missing))

    def leave(self, where: Phrase, what: Phrase, instead: Phrase) -> None:
        """Note what is left behind."""
        self._left.setdefault((str(where), str(what)), Left(where, what, instead))

    def about(self, target: Target) -> Callable[[Phrase, Phrase], None]:
        """The same, of one thing."""
        where = self._index.called(target)
        return lambda what, instead: self.leave(where, what, instead)

    def user(self, extension: str) -> str:
        """The party with an internal number; empty, and noted, where there is none."""
        if key := self.known.users.get(extension):
            return f"user/{key}"
        name = self._index.row(Target(Kind.EXTENSION, extension)).get("name", "")
        self._missing.setdefault(extension, Missing(extension, name))
        return ""

    def free_key(self, kind: str, name: str) -> str:
        """A key that nothing of this kind has yet."""
        taken, stem = self._keys.setdefault(kind, set()), slug(name)[:60].strip("-")
        if not stem[:1].isalpha():
            stem = f"{kind}-{stem}"[:60].strip("-")
        serial, key = 1, stem
        while key in taken:
            serial += 1
            key = f"{stem[:58]}-{serial}"
        taken.add(key)
        return key
