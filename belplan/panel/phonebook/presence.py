"""What colleagues are at, as the engine tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from belplan.engine.door import AnyRequest, AskPresence, EngineAway, Reply
from belplan.exchange.models import Person
from belplan.switch.port import LampState
from belplan.tenancy.models import Company

# A lamp's style (in full: the build leaves out styles that nobody names) and the word beside it.
LOOKS: Mapping[str, tuple[str, Promise]] = {
    LampState.FREE: ("presence-free", _("free")),
    LampState.RINGING: ("presence-ringing", _("telephone rings")),
    LampState.IN_USE: ("presence-in-use", _("in a call")),
    LampState.SHUT: ("presence-shut", _("takes no calls now")),
    LampState.UNAVAILABLE: ("presence-unavailable", _("no telephone on line")),
}


@dataclass(frozen=True)
class Told:
    """A colleague (primary key), the style of their lamp, and the word for it."""

    person: int
    style: str
    word: Promise


def told(company: Company, people: Sequence[Person]) -> list[Told] | None:
    """What these are at now; None while the engine is away. Whom it does not know is left out."""
    if not people:
        return []
    ask = cast("Callable[[AnyRequest], Reply]", import_string(settings.BELPLAN_ASK_ENGINE))
    try:
        states = ask(AskPresence(company.key, users=tuple(person.key for person in people))).users
    except EngineAway:
        return None
    return [Told(person.pk, *LOOKS[states[person.key]]) for person in people if states.get(person.key) in LOOKS]
