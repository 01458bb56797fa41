"""What people call things: names for the keys and bare numbers that plans, phrases and records hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from belplan.callevents import Phrase
from belplan.exchange.models import CallerList, Device, DraftPlan, Hours, Menu, Person, Sound
from belplan.exchange.models.named import Named
from belplan.exchange.named_rows import keys_and_names
from belplan.exchange.readable import readable
from belplan.panel import hours_words
from belplan.panel.phrases import translated
from belplan.tenancy.models import Company

NAMED = ("hours", "menu", "plan", "sound", "callers")  # parameters of phrases that hold a key of this kind
PARTIES = ("member", "members", "party", "who", "number", "caller")  # those that hold parties or numbers
OPENING = "opening"  # holds the key of hours that are to be read with their times
WAY = "way"  # holds the keys of plans, one after the other
KINDS: Mapping[str, type[Named]] = {
    "user": Person, "device": Device, "plan": DraftPlan, "hours": Hours, "menu": Menu, "sound": Sound,
    "callers": CallerList,
}  # fmt: skip
Row = TypeVar("Row", bound=Named)
ALL_NAMED = 4  # of more parties in one sentence the last ones are counted


@dataclass(frozen=True)
class Names:
    """The names of one company's things by kind and key: `user/ann`, `device/desk`, `plan/main`, `hours/office`.

    For one reader: what was once said in words stays in that language.
    """

    known: Mapping[str, str]
    country: str
    hours: Mapping[str, Any] = field(default_factory=dict)  # what opening hours hold, by key
    _times: dict[str, str] = field(default_factory=dict, init=False)  # the same in words, as far as they were asked for

    def party(self, party: str) -> str:
        """A telephone or a number as people call it."""
        return self.known.get(party) or readable(party, self.country)

    def of(self, kind: str, key: str) -> str:
        """The name of what has this key; the key itself once that is gone."""
        return self.known.get(f"{kind}/{key}", key)

    def sentence(self, phrase: Phrase) -> str:
        """A phrase in the reader's language with names for keys."""
        return translated(phrase, self.param)

    def param(self, name: str, value: str) -> str:
        """A parameter of a phrase as people read it."""
        if name == OPENING:
            return self._opening(value)
        if name in NAMED:
            return self.of(name, value)
        if name == WAY:
            return " > ".join(self.of("plan", key) for key in value.split(" > "))
        if name in PARTIES:
            return together([self.party(one) for one in value.split(", ")])
        return value

    def _opening(self, key: str) -> str:
        times = self._times.get(key)
        if times is None:  # many steps of a plan ask for the same hours
            times = self._times[key] = hours_words.weekly(self.hours.get(key, {}))
        return f"{self.of('hours', key)} ({times})" if times else self.of("hours", key)


def together(names: list[str]) -> str:
    """Several names as one part of a sentence: Ann, Bart and Cas."""
    if len(names) == 1:
        return names[0]
    if len(names) <= ALL_NAMED:
        return _("%(some)s and %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}
    some, more = ", ".join(names[: ALL_NAMED - 1]), len(names) - ALL_NAMED + 1
    return ngettext("%(some)s and %(more)d other", "%(some)s and %(more)d others", more) % {"some": some, "more": more}


def names_of(company: Company, only: Iterable[str] | None = None) -> Names:
    """The names of a company's things, or (`only`, such as `user/ann`) of those among them, in two queries."""
    wanted = _wanted(only)
    of = {kind: _among(KINDS[kind].objects.for_company(company), keys) for kind, keys in wanted.items()}
    hours = {}
    if "hours" in wanted:
        hours = dict(_among(Hours.objects.for_company(company), wanted["hours"]).values_list("key", "data"))
    return Names({f"{kind}/{key}": name for kind, key, name in keys_and_names(of)}, company.country, hours)


def _among(rows: QuerySet[Row], keys: set[str] | None) -> QuerySet[Row]:
    """Those with one of these keys; None for all."""
    return rows if keys is None else rows.filter(key__in=keys)


def _wanted(only: Iterable[str] | None) -> dict[str, set[str] | None]:
    """The keys to look up, by kind; None for all."""
    if only is None:
        return dict.fromkeys(KINDS)
    parts = [party.partition("/") for party in only]
    kinds = {kind for kind, slash, _key in parts if slash and kind in KINDS}
    return {kind: {key for of, _slash, key in parts if of == kind} for kind in kinds}
