"""Facts of example calls, as the engine would have journalled them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from belplan.callevents import (
    Answered,
    CallEnded,
    CallEvent,
    CallStarted,
    Direction,
    Ending,
    LegEnded,
    Outcome,
    PlanEntered,
    Ringing,
    StepEntered,
    phrase,
)
from belplan.records import writer

_serial = count(1)


class Call:
    """One call in the making; each fact stands at its second."""

    def __init__(self, company: str, at: datetime, *, caller: str, dialled: str, **more: object) -> None:
        self.id = f"example-{next(_serial)}"
        self.company, self.start, self.facts = company, at, list[CallEvent]()
        started = {"direction": Direction.INBOUND, "caller_name": "", "seed": 1, **more}
        self.add(CallStarted, 0, caller=caller, dialled=dialled, **started)

    def add(self, kind: type, second: float, **details: object) -> Call:
        seq = len(self.facts) + 1
        at = (self.start + timedelta(seconds=second)).timestamp()
        self.facts.append(kind(call=self.id, seq=seq, at=at, company=self.company, node="node1", **details))
        return self

    def store(self) -> Call:
        writer.store(self.facts)
        return self


def answered_by_ann(company: str, at: datetime, *, caller: str = "32475112233", name: str = "Wim Jacobs") -> Call:
    """In office hours: the prefix is set, Ann rings 4 s and talks a minute."""
    call = Call(company, at, caller=caller, dialled="3225805000", caller_name=name)
    within = phrase("within {hours} ({day})", hours="kantooruren", day=phrase("Tuesday"))
    call.add(PlanEntered, 0, plan="hoofdnummer", version=1, reason=phrase("{number} was called", number="3225805000"))
    call.add(StepEntered, 0, plan="hoofdnummer", step="1", component="time_condition", reason=within)
    call.add(StepEntered, 0, plan="hoofdnummer", step="1.1", component="prefix", reason=within)
    reason = phrase("prefix {prefix} set", prefix="WR:")
    call.add(StepEntered, 0, plan="hoofdnummer", step="1.2", component="ring_group", reason=reason)
    call.add(Ringing, 0.1, leg="a", party="user/ann").add(Answered, 4.1, leg="a", party="user/ann")
    call.add(LegEnded, 64.1, leg="a", party="user/ann", ending=Ending.HUNG_UP)
    answered = phrase("{who} answered", who="Ann Peeters")
    return call.add(CallEnded, 64.2, outcome=Outcome.ANSWERED, reason=answered, hung_up_by="caller").store()


def missed_on_sunday(company: str, at: datetime, *, caller: str = "") -> Call:
    """Outside office hours: an announcement, an e-mail, the plan hangs up."""
    call = Call(company, at, caller=caller, dialled="3225805000")
    outside = phrase("outside {hours} ({day})", hours="kantooruren", day=phrase("Sunday"))
    call.add(PlanEntered, 0, plan="hoofdnummer", version=1, reason=phrase("{number} was called", number="3225805000"))
    call.add(StepEntered, 0, plan="hoofdnummer", step="2", component="announcement", reason=outside)
    played = phrase("announcement played")
    call.add(StepEntered, 6, plan="hoofdnummer", step="3", component="email", reason=played)
    hung_up = phrase("the plan hung up")
    return call.add(CallEnded, 6.1, outcome=Outcome.HUNG_UP, reason=hung_up, hung_up_by="exchange").store()


def between_colleagues(company: str, at: datetime) -> Call:
    """Bart calls Els, who is busy."""
    call = Call(company, at, caller="202", dialled="203", direction=Direction.INTERNAL, caller_party="user/bart")
    call.add(Ringing, 0.1, leg="a", party="user/els")
    call.add(LegEnded, 0.3, leg="a", party="user/els", ending=Ending.BUSY)
    busy = phrase("everybody was busy")
    return call.add(CallEnded, 0.4, outcome=Outcome.BUSY, reason=busy, hung_up_by="exchange").store()
