"""What people call things: names for the keys and bare numbers that plans, phrases and records hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from belplan.callevents import Phrase
from belplan.exchange.models import Device, DraftPlan, Hours, Person, Sound
from belplan.exchange.readable import readable
from belplan.panel.phrases import translated
from belplan.tenancy.models import Company

NAMED = ("hours", "plan", "sound")  # parameters of phrases that hold a key of this kind
PARTIES = ("member", "members", "party", "who", "number", "caller")  # those that hold parties or numbers


@dataclass(frozen=True)
class Names:
    """The names of one company's things by kind and key: `user/ann`, `device/desk`, `plan/main`, `hours/office`."""

    known: Mapping[str, str]
    country: str

    def party(self, party: str) -> str:
        """A telephone or a number as people call it."""
        return self.known.get(party) or readable(party, self.country)

    def of(self, kind: str, key: str) -> str:
        """The name of what has this key; the key itself once that is gone."""
        return self.known.get(f"{kind}/{key}", key)

    def sentence(self, phrase: Phrase) -> str:
        """A phrase in the reader's language with names for keys."""
        return translated(phrase, self._param)

    def _param(self, name: str, value: str) -> str:
        if name in NAMED:
            return self.of(name, value)
        if name in PARTIES:
            return ", ".join(self.party(one) for one in value.split(", "))
        return value


def names_of(company: Company) -> Names:
    """All names of a company, in a handful of queries."""
    known: dict[str, str] = {}
    for kind, model in {"user": Person, "device": Device, "plan": DraftPlan, "hours": Hours, "sound": Sound}.items():
        rows = model.objects.for_company(company).values_list("key", "name")
        known |= {f"{kind}/{key}": name for key, name in rows}
    return Names(known, company.country)
