"""Fields that name things of the company: one chosen from a list or found by search, or several in an order."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from belplan.callplan.options import Refers
from belplan.exchange.numbering import normalise
from belplan.panel.editor.options.declared import Declared
from belplan.panel.editor.options.fields import LEFT_OUT, OptionField
from belplan.panel.editor.options.problems import gone
from belplan.panel.editor.options.things import MEMBERS, Found

if TYPE_CHECKING:
    from belplan.panel.editor.options.form import OptionsForm

ADDED_AT = {
    "user": "people:add", "device": "devices:add", "hours": "hours:add", "sound": "sounds:add", "menu": "menus:add",
    "callers": "callers:add", "member": "people:add",
}  # fmt: skip
_NUMBER = re.compile(r"[+(0-9][0-9 ./()\u00a0-]{6,24}")  # longer than an internal number


class Picker(OptionField):
    """Base: has a box to search in, and does what its buttons say."""

    kinds: tuple[str, ...]

    def __init__(self, declared: Declared, form: OptionsForm) -> None:
        super().__init__(declared, form)
        mark = declared.mark(Refers)
        self.kind = mark.to if mark else "member"
        self.kinds = MEMBERS if self.kind == "member" else (self.kind,)
        self.typed = ""
        self.found: list[Found] = []

    @property
    def help(self) -> str:
        """Examples are keys, which nobody types here."""
        return super().help if self.declared.help else ""

    @property
    def new_at(self) -> str:
        """Where such a thing is added, to come back to this form with it chosen; empty where that can't be."""
        if not self.form.here or self.kind not in ADDED_AT:
            return ""
        return f"{reverse(ADDED_AT[self.kind])}?{urlencode({'next': f'{self.form.here}&made={self.declared.name}'})}"

    @property
    def new_words(self) -> str:
        return _words_for_new(self.kind)

    def names_wanted(self) -> set[str]:
        """What it names, as `user/ann`."""
        return {f"{self.kind}/{key}" for key in self.keys()}

    def keys(self) -> list[str]:
        """What is chosen."""
        raise TypeError(f"{type(self).__name__} has no keys()")

    def search(self, words: str) -> list[Found]:
        """What the words may mean."""
        return self.form.things.found(self.kinds, words)

    def take_typed(self, data: QueryDict) -> str:
        """The one thing that was typed and is meant; else empty, with what was found to choose from."""
        self.typed = data.get(f"{self.name}-add", "").strip()[:100]
        if not self.typed:
            return ""
        self.found = self.search(self.typed)
        exact = [one for one in self.found if self.typed.lower() in (one.name.lower(), one.about.lower())]
        meant = exact or self.found
        if len(meant) == 1:
            self.typed, self.found = "", []
            return self.value_of(meant[0])
        self.errors.append(_ambiguous(self.typed, self.found))
        return ""

    def value_of(self, found: Found) -> str:
        """What is stored of a thing that was found."""
        return found.key

    @property
    def results(self) -> list[tuple[str, Found]]:
        """What was found, each with its value."""
        return [(self.value_of(one), one) for one in self.found]


class Reference(Picker):
    """One thing: from a list where they are few, else by search."""

    def __init__(self, declared: Declared, form: OptionsForm) -> None:
        super().__init__(declared, form)
        self.few = form.things.few(self.kind)

    @property
    def template(self) -> str:  # type: ignore[override]
        return "editor/options/reference_search.html" if self.few is None else "editor/options/reference.html"

    def keys(self) -> list[str]:
        return [] if self.is_empty else [str(self.value)]

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Key, name, and whether it is the one chosen; what is gone stays until another is chosen."""
        chosen = self.shown
        named = Counter(one.name for one in self.few or ())  # several of one name are told apart by their keys
        known = [(one.key, f"{one.name} ({one.key})" if named[one.name] > 1 else one.name) for one in self.few or ()]
        if chosen and chosen not in dict(known):
            known.append((chosen, chosen))
        return [(key, name, key == chosen) for key, name in known]

    @property
    def heard_at(self) -> str:
        """Where a sound that is chosen is played; empty for all else."""
        name = self.form.things.sound_file(self.shown) if self.kind == "sound" and self.shown else ""
        try:
            return reverse("options:spoken", args=[name])
        except NoReverseMatch:
            return ""

    @property
    def chosen_name(self) -> str:
        """The name of what is chosen."""
        return self.form.names.of(self.kind, self.shown)

    def bind(self, data: QueryDict) -> None:
        super().bind(data)
        done, _colon, key = data.get(f"{self.name}-do", "").partition(":")
        if done == "add":
            self.value = key
        elif done == "remove":
            self.value = self.read("")
        elif self.few is None and (key := self.take_typed(data)):
            self.value = key

    def check(self) -> None:
        """Say what is missing or gone."""
        if self.errors:
            return
        if self.is_empty:
            if self.required or self.form.question_of(self.declared.name):
                self.errors.append(_("Choose one."))
        elif not self.form.things.names(self.kind, [self.shown]):
            self.errors.append(gone(self.shown))


class Members(Picker):
    """Several people, telephones and numbers outside, in an order."""

    template = "editor/options/members.html"
    labelled = False

    @property
    def members(self) -> list[str]:
        """As stored."""
        return [str(one) for one in self.value] if isinstance(self.value, list | tuple) else []

    def keys(self) -> list[str]:
        return self.members

    def names_wanted(self) -> set[str]:
        return {member for member in self.members if "/" in member}

    @property
    def rows(self) -> list[tuple[int, str, str]]:
        """Place from 1, value and name."""
        return [(place, one, self.form.names.party(one)) for place, one in enumerate(self.members, start=1)]

    def value_of(self, found: Found) -> str:
        return f"{found.kind}/{found.key}"

    def bind(self, data: QueryDict) -> None:
        """The list as it was shown, changed as the pressed button says."""
        if f"{self.name}-shown" not in data:
            return
        before = list(self.members)
        listed, done = data.getlist(self.name), data.get(f"{self.name}-do", "")
        members = _changed(listed, done)
        if done.removeprefix("add:") in listed:
            self.errors.append(_("That one is in it already."))
        added = "" if done.startswith("add:") else self.take_typed(data)  # what was picked is what was searched for
        if added and added in members:
            self.errors.append(_("That one is in it already."))
        elif added:
            members.append(added)
        if members != before or self.stored is not LEFT_OUT:
            self.value = members

    def take_typed(self, data: QueryDict) -> str:
        """Also a number outside, in any usual form."""
        typed = data.get(f"{self.name}-add", "").strip()
        if not _NUMBER.fullmatch(typed):
            return super().take_typed(data)
        try:
            return normalise(typed, self.form.things.country)
        except ValidationError as problem:
            self.typed = typed
            self.errors.append(" ".join(problem.messages))
        return ""

    def check(self) -> None:
        """Say who is gone."""
        for kind in self.kinds:
            keys = [m.removeprefix(f"{kind}/") for m in self.members if m.startswith(f"{kind}/")]
            known = self.form.things.names(kind, keys)
            for key in (key for key in keys if key not in known):
                self.errors.append(_("%(thing)s is not there (any more): take it out.") % {"thing": key})


def _changed(members: list[str], done: str) -> list[str]:
    """The list after a button; the same where the button says nothing that can be done (any more)."""
    what, _colon, about = done.partition(":")
    if what == "add" and about and about not in members:
        return [*members, about]
    place = int(about) - 1 if about.isdecimal() else -1
    if not 0 <= place < len(members):
        return members
    left = members[:place] + members[place + 1 :]
    if what == "remove":
        return left
    to = {"up": place - 1, "down": place + 1}.get(what, place)
    to = max(0, min(to, len(left)))
    return [*left[:to], members[place], *left[to:]]


def _ambiguous(typed: str, found: list[Found]) -> str:
    if found:
        return _("Several match “%(typed)s”: choose one of them.") % {"typed": typed}
    return _("Nothing is called “%(typed)s”: search for a part of a name, or type a telephone number.") % {
        "typed": typed
    }


def _words_for_new(kind: str) -> str:
    words = {
        "hours": _("New opening hours"),
        "sound": _("New sound"),
        "menu": _("New menu"),
        "callers": _("New caller list"),
        "user": _("New user"),
        "member": _("New user"),
        "device": _("New telephone"),
    }
    return words.get(kind, _("New"))
