"""A week as stretches of time with one answer each, such as open or closed: correct in the nights when clocks change.

Pure reckoning for pictures of a week. The answer is asked of whoever judges real calls, only at the moments at which
it can become another, so that picture and calls cannot disagree.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from belplan.callplan.component import Verdict
from belplan.callplan.hours import Hours

Label = TypeVar("Label")
_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Stretch(Generic[Label]):
    """From `start` to before `end`, both in the company's time zone, the answer is the same.

    It never crosses midnight, nor a moment at which the clock is changed.
    """

    start: dt.datetime
    end: dt.datetime
    label: Label

    @property
    def from_minute(self) -> int:
        """Where it starts on the wall clock, in minutes of its day."""
        return self.start.hour * 60 + self.start.minute

    @property
    def to_minute(self) -> int:
        """Where it ends on the wall clock of its day: at most 1440, midnight."""
        length = self.end.astimezone(dt.UTC) - self.start.astimezone(dt.UTC)
        return self.from_minute + length // _MINUTE


@dataclass(frozen=True)
class ClockChange:
    """A moment at which the clock jumps: what it showed until then, and what it shows from then on."""

    at: dt.datetime
    was: dt.datetime  # naive, as on the wall
    becomes: dt.datetime

    @property
    def forward(self) -> bool:
        return self.becomes > self.was


def monday_of(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def week_of(hours: Hours, first: dt.date, zone: dt.tzinfo, days: int = 7) -> tuple[Stretch[Verdict], ...]:
    """What opening hours say from the first day's midnight on, in time zone `zone`."""
    return stretches(hours.holds, clocks_of(hours), first, zone, days)


def clocks_of(hours: Hours) -> set[dt.time]:
    """The times of day at which these hours may begin or end."""
    return {clock for entry in hours.entries for span in entry.spans for clock in span}


def stretches(
    judge: Callable[[dt.datetime], Label], clocks: Iterable[dt.time], first: dt.date, zone: dt.tzinfo, days: int = 7
) -> tuple[Stretch[Label], ...]:
    """The answers of `judge` over some days, in order and without gaps.

    `clocks` are the times of day at which the answer can change; at midnight and where a clock is changed it always
    may. Between two such moments it must not.
    """
    begin, end = _midnight(first, zone), _midnight(first + dt.timedelta(days=days), zone)
    breaks = {begin, *(change.at.astimezone(dt.UTC) for change in clock_changes(first, zone, days))}
    breaks |= {_midnight(first + dt.timedelta(days=n), zone) for n in range(1, days)}
    moments = {
        at for n in range(days) for clock in clocks for at in _moments(first + dt.timedelta(days=n), clock, zone)
    }
    edges = sorted(at for at in breaks | moments if begin <= at < end)
    found: list[Stretch[Label]] = []
    for at, until in zip(edges, [*edges[1:], end], strict=True):
        start, label = at.astimezone(zone), judge(at.astimezone(zone))
        if found and at not in breaks and found[-1].label == label:
            start = found.pop().start
        found.append(Stretch(start, until.astimezone(zone), label))
    return tuple(found)


def clock_changes(first: dt.date, zone: dt.tzinfo, days: int = 7) -> tuple[ClockChange, ...]:
    """The moments within some days at which the clock is set forward or back."""
    begin, end = _midnight(first, zone), _midnight(first + dt.timedelta(days=days), zone)
    hours = [begin + dt.timedelta(hours=n) for n in range((end - begin) // dt.timedelta(hours=1))]
    changes = []
    for start, until in zip(hours, [*hours[1:], end], strict=True):
        if _offset(start, zone) != _offset(until, zone):
            changes.append(_change(start, until, zone))
    return tuple(changes)


def _change(start: dt.datetime, until: dt.datetime, zone: dt.tzinfo) -> ClockChange:
    """Where between two moments with different offsets the clock jumps, to the second."""
    before = _offset(start, zone)
    low, high = 0, int((until - start).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        same = _offset(start + dt.timedelta(seconds=middle), zone) == before
        low, high = (middle, high) if same else (low, middle)
    at = start + dt.timedelta(seconds=high)
    return ClockChange(
        at.astimezone(zone), (at + before).replace(tzinfo=None), at.astimezone(zone).replace(tzinfo=None)
    )


def _offset(at: dt.datetime, zone: dt.tzinfo) -> dt.timedelta:
    return at.astimezone(zone).utcoffset() or dt.timedelta()


def _midnight(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """The first moment of a day, in UTC."""
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)


def _moments(day: dt.date, clock: dt.time, zone: dt.tzinfo) -> Iterator[dt.datetime]:
    """When the wall clock shows this, in UTC: mostly once, twice where it is set back, never where it jumps over it."""
    wall = dt.datetime.combine(day, clock)
    for fold in (0, 1):
        at = wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC)
        if at.astimezone(zone).replace(tzinfo=None) == wall:
            yield at
