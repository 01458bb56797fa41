"""What of a company the options of a step may name: found as people type, never more than a page can hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.db.models import Q
from django.utils.translation import gettext as _

from belplan.exchange.models import Device, Person, Sound
from belplan.panel.names import KINDS, Names, names_of
from belplan.tenancy.models import Company

FEW = 30  # things that a list to choose from may hold; more are searched for
FOUND = 20  # things that a search shows
MEMBERS = ("user", "device")  # what rings in groups, besides numbers outside


@dataclass(frozen=True)
class Found:
    """One thing that a search found: its kind and key, its name, and what else tells it apart."""

    kind: str
    key: str
    name: str
    about: str = ""


class Things:
    """The people, telephones, plans and so on of one company."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.country = company.country

    def names(self, kind: str, keys: Iterable[str]) -> dict[str, str]:
        """The names of those that exist, by key."""
        wanted = set(keys)
        if kind not in KINDS or not wanted:
            return {}
        return dict(KINDS[kind].objects.for_company(self.company).filter(key__in=wanted).values_list("key", "name"))

    def names_for(self, wanted: Iterable[str]) -> Names:
        """Names for these, each as `user/ann`."""
        return names_of(self.company, wanted)

    def sound_file(self, key: str) -> str:
        """The name of a sound's file without its ending; empty where there is none."""
        sound = Sound.objects.for_company(self.company).filter(key=key).first()
        return PurePath(sound.file).stem if sound else ""

    def few(self, kind: str) -> list[Found] | None:
        """All of a kind by name, or None where they are too many for a list."""
        if kind not in KINDS:
            return []
        rows = KINDS[kind].objects.for_company(self.company).order_by("name").values_list("key", "name")[: FEW + 1]
        found = [Found(kind, key, name) for key, name in rows]
        return None if len(found) > FEW else found

    def found(self, kinds: Sequence[str], words: str) -> list[Found]:
        """Those of these kinds whose name has all the words (or whose internal number begins so), by name."""
        found = [one for kind in kinds for one in self._of_kind(kind, words)]
        return sorted(found, key=lambda one: (one.name.lower(), one.kind))[:FOUND]

    def _of_kind(self, kind: str, words: str) -> list[Found]:
        if kind == "user":
            return self._people(words)
        if kind == "device":
            return self._telephones(words)
        rows = KINDS[kind].objects.for_company(self.company).filter(_named(words)).order_by("name")
        return [Found(kind, key, name) for key, name in rows.values_list("key", "name")[:FOUND]]

    def _people(self, words: str) -> list[Found]:
        people = Person.objects.for_company(self.company).filter(_named(words) | Q(extension__startswith=words))
        rows = people.order_by("name").values_list("key", "name", "extension")[:FOUND]
        return [Found("user", key, name, extension) for key, name, extension in rows]

    def _telephones(self, words: str) -> list[Found]:
        telephones = Device.objects.for_company(self.company).filter(_named(words)).order_by("name")
        rows = telephones.values_list("key", "name", "person__name")[:FOUND]
        return [Found("device", key, name, _about(name, owner)) for key, name, owner in rows]


def _named(words: str) -> Q:
    matches = Q()
    for word in words.split():
        matches &= Q(name__icontains=word)
    return matches


def _about(telephone: str, owner: str | None) -> str:
    """Whose telephone it is, unless its name says so."""
    if not owner or owner in telephone:
        return _("telephone")
    return _("telephone of %(name)s") % {"name": owner}
