"""What comes of an export: what the company has to begin with, what is to be made, and what is left behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from belplan.callevents import Phrase
from belplan.callplan.hours import Hours
from belplan.callplan.plan import Plan


@dataclass(frozen=True)
class Known:
    """The company: its country (ISO 3166), the keys of its users by internal number, the plan that each of its
    numbers leads to (empty for none), whether a plan may have an internal number, and keys that are taken, by kind."""

    country: str
    users: Mapping[str, str]
    numbers: Mapping[str, str]
    may_have: Callable[[str], bool] = lambda internal: True
    taken: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Start:
    """Where calls come in: what may become a call plan. `routes` are numbers as FreePBX has them."""

    destination: str
    name: str
    what: Phrase
    routes: tuple[str, ...] = ()
    prefix: str = ""

    @property
    def id(self) -> str:
        """What tells it from the others."""
        return f"{self.destination}|{self.prefix}"


@dataclass(frozen=True)
class MenuToMake:
    """A menu without its sound, which exports do not hold: `words` may be said in its place, one a key."""

    key: str
    name: str
    wait: int
    tries: int
    direct: bool
    words: tuple[Phrase, ...]


@dataclass(frozen=True)
class Left:
    """Something that could not be carried over: where it stood, what it is, and what to do instead."""

    where: Phrase
    what: Phrase
    instead: Phrase


@dataclass(frozen=True)
class Missing:
    """An internal number that no user of the company has, with the name that it had."""

    extension: str
    name: str


@dataclass(frozen=True)
class Carried:
    """All of it: a plan for each start, then those that several lead to; the hours and menus that they use, under keys
    that are free."""

    plans: tuple[Plan, ...]
    hours: tuple[Hours, ...]
    menus: tuple[MenuToMake, ...]
    left: tuple[Left, ...]
    missing: tuple[Missing, ...]
