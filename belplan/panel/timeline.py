"""What happened in a call, or would happen, told as one list in the order of time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.callevents import Ending, Outcome
from belplan.callplan.catalogue import BY_KIND
from belplan.panel.names import Names
from belplan.panel.step_numbers import step_number
from belplan.records.fold import CalledLeg, PathStep, Record

OUTCOMES: dict[Outcome, Promise] = {
    Outcome.ANSWERED: gettext_lazy("Answered"),
    Outcome.HUNG_UP: gettext_lazy("Ended by the call plan"),
    Outcome.UNREACHABLE: gettext_lazy("Not reachable"),
    Outcome.ABANDONED: gettext_lazy("Caller hung up"),
    Outcome.BUSY: gettext_lazy("Busy"),
    Outcome.NO_ANSWER: gettext_lazy("No answer"),
    Outcome.REFUSED: gettext_lazy("Refused"),
    Outcome.FAILED: gettext_lazy("Failed"),
}
ENDINGS: dict[Ending, Promise] = {
    Ending.HUNG_UP: gettext_lazy("%(party)s is no longer in the call"),
    Ending.BUSY: gettext_lazy("%(party)s is busy"),
    Ending.NO_ANSWER: gettext_lazy("%(party)s doesn't answer"),
    Ending.REFUSED: gettext_lazy("%(party)s refuses the call"),
    Ending.UNREACHABLE: gettext_lazy("%(party)s can't be reached"),
    Ending.ELSEWHERE: gettext_lazy("%(party)s stops ringing: answered elsewhere"),
    Ending.CANCELLED: gettext_lazy("%(party)s stops ringing"),
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened: seconds since the call's start, what, and why or which step."""

    at: float
    text: str
    note: str = ""
    is_step: bool = False
    seq: float = 0  # what comes first at the same moment
    heard_at: str = ""  # where what is heard then can be listened to


def entries(record: Record, names: Names) -> list[Entry]:
    """The whole call; the last entry is its end, unless it is still going on."""
    told = [_start(record, names), *_steps(record, names), *_legs(record, names)]
    told.sort(key=lambda entry: (entry.at, entry.seq))
    return [*without_repeats(told), *_end(record, names)]


def without_repeats(told: Iterable[Entry]) -> list[Entry]:
    """A person whose telephones ring together rings once."""
    return list({(entry.at, entry.text, entry.is_step): entry for entry in told}.values())


def caller(record: Record, names: Names) -> str:
    """Who called, as people say it."""
    known, number = caller_name(record, names), caller_number(record, names)
    return f"{known} ({number})" if known else number


def caller_name(record: Record, names: Names) -> str:
    """A colleague's name, or what the phonebook or the network says; may be empty."""
    return names.known.get(record.caller_party) or record.caller_name


def caller_number(record: Record, names: Names) -> str:
    """A readable number, or the word that there is none."""
    return names.party(record.caller) if record.caller else _("withheld number")


def outcome(value: Outcome | None) -> str:
    """How a call ended, in a word or two."""
    return str(OUTCOMES[value]) if value else _("Still going on")


def step_title(step: PathStep) -> str:
    """What kind of step it was; one that no longer exists by its old name."""
    component = BY_KIND.get(step.component)
    return _(component.title) if component else step.component


def _start(record: Record, names: Names) -> Entry:
    text = _("%(caller)s calls %(number)s") % {"caller": caller(record, names), "number": names.party(record.dialled)}
    return Entry(0.0, text)


def _steps(record: Record, names: Names) -> Iterator[Entry]:
    for step in record.path:
        place = {"place": step_number(step.step), "plan": names.of("plan", step.plan), "title": step_title(step)}
        text = _("%(title)s (step %(place)s of %(plan)s)") % place
        yield Entry(step.at, text, _because(names.sentence(step.reason)), is_step=True, seq=step.seq)


def _because(reason: str) -> str:
    return reason[:1].upper() + reason[1:]


def _legs(record: Record, names: Names) -> Iterator[Entry]:
    for leg in record.legs:
        if leg.ended_at != leg.at:
            yield Entry(leg.at, _("%(party)s rings") % {"party": names.party(leg.party)}, seq=leg.seq)
        yield from _leg_end(leg, names)
    if record.answered is not None:
        text = _("%(party)s answers") % {"party": names.party(record.answered_by)}
        yield Entry(round(record.answered - record.started, 3), text, seq=math.inf)


def _leg_end(leg: CalledLeg, names: Names) -> Iterator[Entry]:
    if leg.ending is not None and leg.ended_at is not None and not leg.answered:
        yield Entry(leg.ended_at, str(ENDINGS[leg.ending]) % {"party": names.party(leg.party)}, seq=leg.ended_seq)


def _end(record: Record, names: Names) -> Iterator[Entry]:
    if record.ended is None:
        return
    reason = _because(names.sentence(record.reason)) if record.reason else ""
    yield Entry(round(record.ended - record.started, 3), outcome(record.outcome), reason)
