"""Facts of example calls, as the engine states them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from belplan.callevents import (
    Answered,
    CallEnded,
    CallEvent,
    CallStarted,
    Direction,
    Ending,
    LegEnded,
    NotificationWanted,
    Outcome,
    PlanEntered,
    Ringing,
    StepEntered,
    phrase,
)

TEN_O_CLOCK = 1795510800.0  # Tuesday 24 November 2026, 10:00 in Brussels


class Told:
    """The facts of one call, told in order; `wait` lets seconds go by."""

    def __init__(self, call: str, at: float = TEN_O_CLOCK, company: str = "demo") -> None:
        self.facts: list[CallEvent] = []
        self._call, self._company = call, company
        self._at = at

    def wait(self, seconds: float) -> Told:
        self._at += seconds
        return self

    def say(self, kind: Callable[..., CallEvent], **details: Any) -> Told:
        fact = kind(
            call=self._call, seq=len(self.facts) + 1, at=self._at, company=self._company, node="node1", **details
        )
        self.facts.append(fact)
        return self


def begun(call: str, *, caller: str = "32475112233", name: str = "Jan Peeters", **about: Any) -> Told:
    """Jan calls the main number and comes into its plan."""
    told = Told(call, **about).say(
        CallStarted, direction=Direction.INBOUND, caller=caller, caller_name=name, dialled="3225805000", seed=7
    )
    why = phrase("{number} was called", number="3225805000")
    return told.say(PlanEntered, plan="hoofdnummer", version=2, reason=why)


def after_hours(call: str = "node1-late", **about: Any) -> Told:
    """Outside office hours: the announcement, an e-mail, the end; 4.5 s in all."""
    outside = phrase("outside {hours} ({day})", hours="kantooruren", day=phrase("Sunday"))
    return (
        begun(call, **about)
        .say(StepEntered, plan="hoofdnummer", step="2", component="announcement", reason=outside)
        .wait(4.0)
        .say(StepEntered, plan="hoofdnummer", step="3", component="email", reason=phrase("the sound was played"))
        .say(
            NotificationWanted,
            to="info@demo.example",
            plan="Hoofdnummer",
            caller=about.get("caller", "32475112233"),
            caller_name=about.get("name", "Jan Peeters"),
            dialled="3225805000",
        )
        .wait(0.5)
        .say(CallEnded, outcome=Outcome.HUNG_UP, reason=phrase("the plan hangs up"), hung_up_by="exchange")
    )


def talked(call: str = "node1-talk", **about: Any) -> Told:
    """Ann and the desk ring; Ann answers after 6 s and they talk for 30 s."""
    return (
        begun(call, **about)
        .say(StepEntered, plan="hoofdnummer", step="1.1", component="ring_group", reason=phrase("during kantooruren"))
        .wait(1.0)
        .say(Ringing, leg="leg-1", party="user/ann")
        .say(Ringing, leg="leg-2", party="device/balie")
        .wait(6.0)
        .say(Answered, leg="leg-1", party="user/ann")
        .say(LegEnded, leg="leg-2", party="device/balie", ending=Ending.ELSEWHERE)
        .wait(30.0)
        .say(LegEnded, leg="leg-1", party="user/ann", ending=Ending.HUNG_UP)
        .say(CallEnded, outcome=Outcome.ANSWERED, reason=phrase("user/ann answered"), hung_up_by="callee")
    )


def given_up(call: str = "node1-gone", **about: Any) -> Told:
    """Ann rings for 9 s, then the caller hangs up."""
    return (
        begun(call, **about)
        .say(StepEntered, plan="hoofdnummer", step="1.1", component="ring_group", reason=phrase("during kantooruren"))
        .say(Ringing, leg="leg-1", party="user/ann")
        .wait(9.0)
        .say(LegEnded, leg="leg-1", party="user/ann", ending=Ending.CANCELLED)
        .say(CallEnded, outcome=Outcome.ABANDONED, reason=phrase("the caller hung up"), hung_up_by="caller")
    )
