"""Folds the facts of one call into its record: pure, so that records can be made anew whenever the folding improves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from belplan.callevents import (
    Answered,
    CallEnded,
    CallEvent,
    CallStarted,
    Direction,
    Ending,
    LegEnded,
    Outcome,
    Phrase,
    PlanEntered,
    Ringing,
    StepEntered,
)

Kind = TypeVar("Kind")


@dataclass(frozen=True)
class PathStep:
    """A step that the call came to, why, and when: seconds since the call's start."""

    plan: str
    step: str
    component: str
    reason: Phrase
    at: float
    seq: int = field(default=0, compare=False)  # its fact's: what comes first at the same moment


@dataclass(frozen=True)
class CalledLeg:
    """A telephone that was called: when (seconds since the call's start), and how that ended; None while it lasts."""

    party: str
    at: float
    answered: bool = False
    ended_at: float | None = None
    ending: Ending | None = None
    seq: int = field(default=0, compare=False)
    ended_seq: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Record:
    """What the reports say of a call. Times are seconds since the epoch, UTC; None for what has not happened."""

    call: str
    company: str
    node: str
    direction: Direction
    caller: str  # empty when withheld
    caller_name: str
    caller_party: str
    dialled: str
    seed: int
    started: float
    plan: str = ""  # the first that the call entered
    plan_version: int | None = None
    answered: float | None = None
    answered_by: str = ""
    ended: float | None = None
    outcome: Outcome | None = None
    reason: Phrase | None = None
    hung_up_by: str = ""
    path: tuple[PathStep, ...] = ()
    legs: tuple[CalledLeg, ...] = ()

    @property
    def ring_seconds(self) -> float:
        """From the first telephone that rang until somebody answered, or until the last one stopped."""
        if not self.legs:
            return 0.0
        stops = [leg.ended_at for leg in self.legs if leg.ended_at is not None]
        stop = self.answered - self.started if self.answered is not None else max(stops, default=self.legs[0].at)
        return stop - self.legs[0].at

    @property
    def talk_seconds(self) -> float:
        """From the answer to the end; 0 while the call lasts."""
        if self.answered is None or self.ended is None:
            return 0.0
        return self.ended - self.answered


def fold(events: Iterable[CallEvent]) -> Record:
    """The record of one call from its facts, in any order and with any repeats. Raises ValueError without facts.

    Facts may be missing (the call still runs, or a full disk lost some): what is known is told.
    """
    facts = sorted({event.seq: event for event in events}.values(), key=lambda event: event.seq)
    if not facts:
        raise ValueError("a record needs the facts of a call")
    began = _first(facts, CallStarted)
    start = (began or facts[0]).at
    entered = _first(facts, PlanEntered)
    answered = _first(facts, Answered)
    ended = _first(facts, CallEnded)
    return Record(
        call=facts[0].call,
        company=facts[0].company,
        node=facts[0].node,
        direction=began.direction if began else Direction.INBOUND,
        caller=began.caller if began else "",
        caller_name=began.caller_name if began else "",
        caller_party=began.caller_party if began else "",
        dialled=began.dialled if began else "",
        seed=began.seed if began else 0,
        started=start,
        plan=entered.plan if entered else "",
        plan_version=entered.version if entered else None,
        answered=answered.at if answered else None,
        answered_by=answered.party if answered else "",
        ended=ended.at if ended else None,
        outcome=ended.outcome if ended else None,
        reason=ended.reason if ended else None,
        hung_up_by=ended.hung_up_by if ended else "",
        path=tuple(_step(fact, start) for fact in facts if isinstance(fact, StepEntered)),
        legs=tuple(_leg(fact, facts, start) for fact in facts if isinstance(fact, Ringing)),
    )


def _first(facts: Sequence[CallEvent], kind: type[Kind]) -> Kind | None:
    return next((fact for fact in facts if isinstance(fact, kind)), None)


def _since(at: float, start: float) -> float:
    return round(at - start, 3)  # milliseconds: a clock's noise below that says nothing


def _step(fact: StepEntered, start: float) -> PathStep:
    return PathStep(fact.plan, fact.step, fact.component, fact.reason, _since(fact.at, start), fact.seq)


def _leg(ringing: Ringing, facts: Sequence[CallEvent], start: float) -> CalledLeg:
    answered = any(isinstance(fact, Answered) and fact.leg == ringing.leg for fact in facts)
    ended = next((fact for fact in facts if isinstance(fact, LegEnded) and fact.leg == ringing.leg), None)
    return CalledLeg(
        party=ringing.party,
        at=_since(ringing.at, start),
        answered=answered,
        ended_at=_since(ended.at, start) if ended else None,
        ending=ended.ending if ended else None,
        seq=ringing.seq,
        ended_seq=ended.seq if ended else 0,
    )
