"""What the checker goes by: the facts that were kept, the history of every channel, and the moments of each fault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from belplan.callevents import CallEvent, CallStarted
from belplan.engine.companies import Company
from belplan.switch.asterisk.switch import SWEEP_SECONDS
from tests.simulation.channels import Channel
from tests.simulation.world import APP, World

Kind = TypeVar("Kind", bound=CallEvent)


@dataclass(frozen=True)
class Finding:
    """Something that must not be: the rule that is broken, the call or channel, and what was seen."""

    rule: str
    about: str
    text: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.about}: {self.text}"


class Record:
    """One call: its facts as kept, and its channels. Times are of the loop's clock."""

    def __init__(self, facts: list[CallEvent], epoch: float) -> None:
        self.facts = facts
        self.call = facts[0].call
        self._epoch = epoch

    def all(self, kind: type[Kind]) -> list[Kind]:
        """The facts of a kind."""
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def at(self, fact: CallEvent) -> float:
        """When it happened."""
        return fact.at - self._epoch

    def meets(self, other: Record) -> bool:
        """Whether both calls were in progress at some moment."""
        return self.facts[0].at <= other.facts[-1].at and other.facts[0].at <= self.facts[-1].at

    @property
    def caller_leg(self) -> str:
        """The channel on which it came in."""
        return next((fact.leg for fact in self.facts if isinstance(fact, CallStarted)), "")


class Evidence:
    """A world that has come to its end."""

    def __init__(self, world: World) -> None:
        self.world = world
        by_call: dict[str, list[CallEvent]] = defaultdict(list)
        for fact in world.journal.facts():
            by_call[fact.call].append(fact)
        self.records = {call: Record(facts, world.epoch) for call, facts in by_call.items()}
        self.channels: dict[str, Channel] = {channel.id: channel for channel in world.asterisk.history}
        self.lost: dict[str, set[str]] = defaultdict(set)  # events that were not told, by channel
        self.hindered: set[str] = set()  # channels with a request that was slow, or got no reply
        self.no_bridge: list[float] = []  # when the making of a bridge was hindered, whosever it was
        self._read_log()
        self.blind = list(self._blind())
        self.crashes = [run.until for run in world.runs if run.until is not None]

    def _read_log(self) -> None:
        inside: dict[str, str] = {}  # which channels are together in a bridge
        hindered: list[tuple[float, str]] = []
        for moment, what, about in self.world.log:
            if what == "lost":
                self.lost[about[1]].add(about[0])
            elif what in ("slow", "mute", "no reply"):
                hindered += [(moment, name) for part in (*about[1], *about[2].values()) for name in part.split(",")]
            elif what == "request" and about[1][-1] == "addChannel":
                inside[about[1][1]] = about[2]["channel"]
        for moment, name in hindered:
            self.hindered.update(inside.get(name, name).split(","))
            if name.startswith(f"{APP}.") and name not in inside:
                self.no_bridge.append(moment)

    def company(self, record: Record) -> Company:
        """Whose call it was."""
        return next(one for one in self.world.companies if one.key == record.facts[0].company)

    def legs(self, record: Record) -> Iterator[Channel]:
        """The channels that the engine made for a call."""
        start = f"{record.call}-"
        return (channel for name, channel in self.channels.items() if name.startswith(start))

    def _blind(self) -> Iterator[tuple[float, float]]:
        """When the engine could neither see nor do anything."""
        deaf: float | None = 0.0
        for moment, what, about in self.world.log:
            if what == "deaf" and deaf is None:
                deaf = moment
            elif what == "listens" and deaf is not None:
                yield deaf, moment
                deaf = None
            elif what in ("slow", "mute", "no reply") and len(about[1]) == 1:
                yield moment, moment + 2 * SWEEP_SECONDS[-1]  # it looked for what it had missed, and got no answer

    def seeing(self, begin: float, end: float) -> float:
        """How many seconds of this time the engine could see and act."""
        blind, last = 0.0, begin
        for start, stop in sorted(self.blind):
            start, stop = max(start, last), min(stop, end)
            if stop > start:
                blind += stop - start
                last = stop
        return end - begin - blind

    def hit(self, channel: str) -> bool:
        """Whether an event or a reply about this channel was lost."""
        return channel in self.lost or channel in self.hindered

    def crash_between(self, begin: float, end: float) -> bool:
        """Whether the engine or Asterisk died meanwhile."""
        return any(begin <= moment <= end for moment in (*self.crashes, *self.world.deaths))
