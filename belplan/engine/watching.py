"""The calls that run now, followed by the facts as they happen, for whoever watches a company live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import msgspec

from belplan.callevents import (
    Answered,
    CallEnded,
    CallEvent,
    CallStarted,
    LegEnded,
    PlanEntered,
    Ringing,
    StepEntered,
)

TOGETHER = 0.1  # seconds in which what happens is told at once


class RunningCall(msgspec.Struct, frozen=True):
    """Where a call is. Times are seconds since the epoch, UTC; names of plans and parties are keys."""

    call: str
    direction: str
    caller: str  # empty when withheld
    caller_name: str
    dialled: str
    started: float
    plan: str = ""
    version: int = 0
    step: str = ""  # its place in the plan; empty before the first
    since: float = 0.0  # when it came to that step, or was answered there
    answered_by: str = ""
    ringing: dict[str, str] = {}  # whom it rings now, by leg


class Watching:
    """Follows every call of every company; `see` is given each fact."""

    def __init__(self) -> None:
        self._calls: dict[str, dict[str, RunningCall]] = {}  # by company, by call
        self._watchers: dict[str, set[asyncio.Event]] = {}

    def see(self, fact: CallEvent) -> None:
        """Take in a fact; one of a call whose beginning was not seen changes nothing."""
        calls = self._calls.setdefault(fact.company, {})
        if isinstance(fact, CallEnded):
            if calls.pop(fact.call, None) is None:
                return
        elif (now := _after(calls.get(fact.call), fact)) is not None:
            calls[fact.call] = now
        else:
            return
        for changed in self._watchers.get(fact.company, ()):
            changed.set()

    def calls(self, company: str) -> tuple[RunningCall, ...]:
        """The calls that run now, oldest first."""
        return tuple(sorted(self._calls.get(company, {}).values(), key=lambda call: (call.started, call.call)))

    def watchers(self, company: str) -> int:
        """How many look on now."""
        return len(self._watchers.get(company, ()))

    async def follow(self, company: str) -> AsyncGenerator[tuple[RunningCall, ...], None]:
        """The calls that run, at once and after each change."""
        changed = asyncio.Event()
        self._watchers.setdefault(company, set()).add(changed)
        try:
            while True:
                yield self.calls(company)
                await changed.wait()
                await asyncio.sleep(TOGETHER)
                changed.clear()
        finally:
            self._watchers[company].discard(changed)


def _after(call: RunningCall | None, fact: CallEvent) -> RunningCall | None:
    match fact:
        case CallStarted():
            return RunningCall(
                fact.call, fact.direction.value, fact.caller, fact.caller_name, fact.dialled, fact.at, since=fact.at
            )
        case PlanEntered() if call:
            return msgspec.structs.replace(call, plan=fact.plan, version=fact.version, step="", since=fact.at)
        case StepEntered() if call:
            return msgspec.structs.replace(call, plan=fact.plan, step=fact.step, since=fact.at)
        case Ringing() if call:
            return msgspec.structs.replace(call, ringing={**call.ringing, fact.leg: fact.party})
        case LegEnded() if call and fact.leg in call.ringing:
            still = {leg: party for leg, party in call.ringing.items() if leg != fact.leg}
            return msgspec.structs.replace(call, ringing=still)
        case Answered() if call:
            return msgspec.structs.replace(call, answered_by=fact.party, since=fact.at, ringing={})
    return None
