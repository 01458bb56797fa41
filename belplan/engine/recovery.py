"""Takes back the calls of an engine that died: talk goes on, waiting callers are led on, and each call gets its end.

What an earlier engine left is read from the journal (calls without an end) and from the switch (legs still there).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from belplan.callevents import (
    Answered,
    CallEnded,
    CallEvent,
    CallStarted,
    Ending,
    LegEnded,
    Outcome,
    PlanEntered,
    Ringing,
    StepEntered,
    phrase,
)
from belplan.callplan.component import Ended
from belplan.callplan.plan import walk_plan
from belplan.engine.companies import Company
from belplan.engine.dialling import Destination, ToOutside, outside
from belplan.engine.facts import Facts
from belplan.engine.interpreter import run_plan
from belplan.engine.live_call import LiveCall
from belplan.engine.routing import route
from belplan.switch.port import Leg

Kind = TypeVar("Kind", bound=CallEvent)


@dataclass(frozen=True)
class OpenCall:
    """A call that the journal knows no end of."""

    started: CallStarted
    facts: tuple[CallEvent, ...]

    @property
    def last_seq(self) -> int:
        return self.facts[-1].seq

    @property
    def answered(self) -> Answered | None:
        return self.last(Answered)

    @property
    def ringing(self) -> list[Ringing]:
        """Telephones that were called and whose end is not known."""
        over = {fact.leg for fact in self.facts if isinstance(fact, LegEnded)}
        return [fact for fact in self.facts if isinstance(fact, Ringing) and fact.leg not in over]

    @property
    def talking(self) -> Answered | None:
        """The telephone that the caller talked with when the engine died."""
        answered = self.answered
        return answered if answered and any(r.leg == answered.leg for r in self.ringing) else None

    @property
    def legs(self) -> tuple[str, ...]:
        """The legs to take over: the caller's, and that of whom they talk with."""
        return (self.started.leg, *((self.talking.leg,) if self.talking else ()))

    def last(self, kind: type[Kind]) -> Kind | None:
        """The newest fact of a kind."""
        return next((fact for fact in reversed(self.facts) if isinstance(fact, kind)), None)


def open_calls(facts: Iterable[CallEvent]) -> list[OpenCall]:
    """The calls among these facts that have begun and not ended."""
    calls: dict[str, dict[int, CallEvent]] = {}
    for fact in facts:
        if isinstance(fact, CallEnded):
            calls.pop(fact.call, None)
        elif isinstance(fact, CallStarted) or fact.call in calls:
            calls.setdefault(fact.call, {})[fact.seq] = fact
    return [_open(list(found.values())) for found in calls.values()]


def _open(facts: list[CallEvent]) -> OpenCall:
    ordered = sorted(facts, key=lambda fact: fact.seq)
    started = next(fact for fact in ordered if isinstance(fact, CallStarted))
    return OpenCall(started, tuple(ordered))


def close(left: OpenCall, facts: Facts, legs: Mapping[str, Leg]) -> None:
    """State the end of every telephone that is not taken over."""
    for ringing in left.ringing:
        if ringing.leg not in legs:
            talked = left.answered is not None and left.answered.leg == ringing.leg
            facts.emit(
                LegEnded,
                leg=ringing.leg,
                party=ringing.party,
                ending=Ending.HUNG_UP if talked else Ending.CANCELLED,
            )


def unseen_outside_talk(left: OpenCall, legs: Mapping[str, Leg]) -> Answered | None:
    """The beginning of a talk with the outside that ended while no engine ran: its minutes are still to be counted."""
    talking = left.talking
    if talking is None or all(leg in legs for leg in left.legs):
        return None
    return talking if isinstance(outside(talking.party), ToOutside) else None


def end_unseen(left: OpenCall, facts: Facts) -> None:
    """State the end of a call whose caller is gone: when exactly, nobody saw."""
    talked = left.answered is not None
    facts.emit(
        CallEnded,
        outcome=Outcome.ANSWERED if talked else Outcome.ABANDONED,
        reason=phrase("the call ended while the exchange restarted"),
        hung_up_by="caller",
    )


async def lead_on(call: LiveCall, left: OpenCall, legs: Mapping[str, Leg], where: Destination) -> Ended:
    """Go on where the call was: in its talk, at the step that it had come to, or with the dialling."""
    talking = left.talking
    if talking and talking.leg in legs:
        rung = await call.talk_on(talking, legs[talking.leg])
        return Ended(Outcome.ANSWERED, rung.reason)
    if left.answered:
        return Ended(Outcome.ANSWERED, phrase("the call was answered"))
    entered = left.last(PlanEntered)
    if entered is None:
        return await route(call, where)
    _recall(call, left)
    return await run_plan(
        call, entered.plan, phrase("the exchange restarted"), at=_step_in(call.company, left, entered)
    )


def _step_in(company: Company, left: OpenCall, entered: PlanEntered) -> str:
    """The step to go on at; empty (from the top) before the first, or when the plan has changed since."""
    published = company.plans.get(entered.plan)
    step = left.last(StepEntered)
    same = published is not None and published.version == entered.version
    return step.step if same and step and step.plan == entered.plan and step.seq > entered.seq else ""


def _recall(call: LiveCall, left: OpenCall) -> None:
    """Give the call back what earlier steps had set on it, its prefix say."""
    for fact in left.facts:
        if isinstance(fact, StepEntered) and (published := call.company.plans.get(fact.plan)):
            step = dict(walk_plan(published.plan)).get(fact.step)
            if step and step.component.kind == fact.component:
                step.component.recall(call)
