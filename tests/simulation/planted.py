"""Bugs to be planted in the engine and the switch: the simulation must find each of them.

The first ten were thought up; the others are those that the simulation found when it was young.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from belplan.callevents import CallEnded, Ending, Outcome, phrase
from belplan.callplan.component import Ended
from belplan.engine import conduct, engine, live_call, recovery, ringing
from belplan.engine.engine import Engine
from belplan.engine.facts import Facts
from belplan.engine.limits import Limits, Reservation
from belplan.engine.live_call import LiveCall
from belplan.engine.recovery import OpenCall
from belplan.engine.ring_orders import Waves
from belplan.engine.ringing import Ringer, Winner
from belplan.switch.asterisk.holdings import Holdings
from belplan.switch.asterisk.legs import AsteriskLeg
from belplan.switch.asterisk.switch import AsteriskSwitch
from tests.simulation.faults import Faults

BUGS: list[Bug] = []
NORMAL = Faults()
MANY_SLOW = Faults(slow=0.05)


@dataclass(frozen=True)
class Bug:
    """A bug, the rule that it breaks, and the faults among which it shows."""

    name: str
    breaks: str
    plant: Callable[[], AbstractContextManager[object]]
    faults: Faults


def _bug(breaks: str, faults: Faults = NORMAL) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    def enter(plant: Callable[[], Any]) -> Callable[[], Any]:
        BUGS.append(Bug(plant.__name__, breaks, plant, faults))
        return plant

    return enter


@_bug("nobody rings for nobody")
def losers_ring_on() -> Any:
    hang_up = AsteriskLeg.hang_up

    async def only_others(leg: AsteriskLeg, ending: Ending = Ending.HUNG_UP) -> None:
        if ending is not Ending.ELSEWHERE:
            await hang_up(leg, ending)

    return mock.patch.object(AsteriskLeg, "hang_up", only_others)


@_bug("a call begins and ends once")
def a_call_ends_twice() -> Any:
    see_through = conduct.see_through

    async def twice(call: LiveCall, route: Any) -> None:
        await see_through(call, route)
        call.facts.emit(CallEnded, outcome=Outcome.HUNG_UP, reason=phrase("again"), hung_up_by="exchange")

    return mock.patch.object(engine, "see_through", twice)


@_bug("a telephone rings, answers, ends")
@contextmanager
def the_end_of_a_leg_is_not_told() -> Iterator[None]:
    with mock.patch.object(ringing, "watch_end"), mock.patch.object(live_call, "watch_end"):
        yield


@_bug("nothing is left")
def a_bridge_is_left_behind() -> Any:
    async def forget(switch: AsteriskSwitch, bridge: str) -> None:
        """The bridge stays."""

    return mock.patch.object(AsteriskSwitch, "_destroy", forget)


@_bug("the prefix is shown")
def a_restart_forgets_the_prefix() -> Any:
    return mock.patch.object(recovery, "_recall")


@_bug("facts are numbered without gaps")
def a_call_is_taken_back_twice() -> Any:
    take_back = Engine._take_back

    def twice(self: Engine, left: OpenCall, legs: Any) -> None:
        take_back(self, left, legs)
        take_back(self, left, legs)

    return mock.patch.object(Engine, "_take_back", twice)


@_bug("facts are numbered without gaps")
def numbering_begins_anew_after_a_restart() -> Any:
    return mock.patch.object(OpenCall, "last_seq", 0)


@_bug("limits leave room")
def a_place_is_never_given_back() -> Any:
    return mock.patch.object(Reservation, "release")


@_bug("the end is told in time")
def the_callers_hang_up_is_not_noticed() -> Any:
    return mock.patch.object(AsteriskLeg, "_see_leave")


@_bug("a telephone rings once in a step")
def a_memory_hunt_dials_again() -> Any:
    async def again(self: Ringer, waves: Waves, seconds: float) -> Winner | None:
        for number in range(len(waves.waves)):
            for members in waves.waves[: number + 1] if waves.keep else waves.waves[number : number + 1]:
                for member in members:
                    self._start(member, waves.ring_seconds(number, seconds))
            if winner := await self._wait(seconds):
                return winner
            if not waves.keep:
                await self._stop(Ending.NO_ANSWER)
        return None

    return mock.patch.object(Ringer, "_ring_waves", again)


@_bug("the end is told in time")
def a_leg_that_asterisk_does_not_know_never_ends() -> Any:
    async def wait_on(leg: AsteriskLeg) -> None:
        """Nothing is learnt from a 404."""

    return mock.patch.object(AsteriskLeg, "_see_off", wait_on)


@_bug("losers miss nothing")
def losers_are_told_that_nobody_answered() -> Any:
    stop = Ringer._stop

    async def wrongly(self: Ringer, why: Ending) -> None:
        await stop(self, Ending.NO_ANSWER if why is Ending.ELSEWHERE else why)

    return mock.patch.object(Ringer, "_stop", wrongly)


@_bug("nobody is left in silence")
def an_answered_caller_hears_no_ringing() -> Any:
    indicate = AsteriskLeg.indicate_ringing

    async def unless_answered(leg: AsteriskLeg) -> None:
        if not leg.answered.done():
            await indicate(leg)

    return mock.patch.object(AsteriskLeg, "indicate_ringing", unless_answered)


@_bug("talk is not disturbed")
def ringing_goes_on_through_the_talk() -> Any:
    async def not_at_all(leg: AsteriskLeg) -> None:
        """The tone goes on."""

    return mock.patch.object(AsteriskLeg, "_stop_ringing", not_at_all)


@_bug("a telephone rings, answers, ends")
def legs_are_counted_anew_after_a_restart() -> Any:
    return mock.patch.object(LiveCall, "_new_leg_id", lambda call: f"{call.facts.call}-{len(call.legs) + 1}")


@_bug("one record each")
def a_call_told_twice_is_taken_twice() -> Any:
    return mock.patch.object(Holdings, "is_new", lambda self, channel: channel not in self.legs)


@_bug("talk goes on", MANY_SLOW)
def the_bridge_of_a_surviving_talk_is_torn_down() -> Any:
    return mock.patch.object(
        Holdings, "_is_idle", lambda self, bridge: bridge.id not in self.bridges and bridge.id.startswith("belplan.")
    )


@_bug("limits hold")
def limits_are_forgotten_at_a_restart() -> Any:
    resume = Limits.resume
    return mock.patch.object(Limits, "resume", lambda self, company, since: resume(Limits(self.clock), company, since))


@_bug("no call is lost")
def a_call_whose_coming_was_not_told_is_hung_up() -> Any:
    reconcile = Holdings.reconcile

    async def deaf(self: Holdings) -> list[Any]:
        for event in await reconcile(self):
            await self._release("channels", event.about)
        return []

    return mock.patch.object(Holdings, "reconcile", deaf)


@_bug("steps come in order")
def a_restart_loses_the_place_in_the_plan() -> Any:
    return mock.patch.object(recovery, "_step_in", return_value="")


@_bug("talk goes on")
def a_talk_is_ended_at_a_restart() -> Any:
    async def end(call: LiveCall, left: Any, legs: Any, where: Any) -> Any:
        return Ended(Outcome.HUNG_UP, phrase("again"))

    return mock.patch.object(engine, "lead_on", end)


@_bug("time goes on")
def time_goes_back_at_a_restart() -> Any:
    emit = Facts.emit

    def early(self: Facts, kind: Any, **details: Any) -> None:
        if kind is CallEnded:
            clock, self._clock = self._clock, lambda: clock() - 5
        emit(self, kind, **details)

    return mock.patch.object(Facts, "emit", early)
