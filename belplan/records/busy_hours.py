"""When calls are answered and missed: by hour of the day and by day of the week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.db.models import BooleanField, ExpressionWrapper, Q

from belplan.records.reports import COUNTED, RECEIVED, Calls, narrowed, newest, walks


@dataclass(frozen=True)
class BusyHours:
    """Received calls that are over, by weekday (Monday is 0) and hour; `since` the oldest that was reckoned."""

    answered: Mapping[tuple[int, int], int]
    missed: Mapping[tuple[int, int], int]
    since: datetime | None
    more: bool  # whether there are older calls that were not reckoned

    def of_hour(self, hour: int) -> tuple[int, int]:
        """Answered and missed in this hour of any day."""
        return _sum(self.answered, 1, hour), _sum(self.missed, 1, hour)

    def of_weekday(self, day: int) -> tuple[int, int]:
        """Answered and missed on this day of the week."""
        return _sum(self.answered, 0, day), _sum(self.missed, 0, day)

    @property
    def worst(self) -> tuple[int, int] | None:
        """The weekday and hour in which most were missed; None when nothing was."""
        return max(sorted(self.missed), key=lambda when: self.missed[when], default=None)


def busy_hours(calls: Calls, zone: tzinfo, at_most: int = COUNTED) -> BusyHours:
    """Of the newest of these calls, `at_most` of them."""
    received = narrowed(calls, Q(direction__in=RECEIVED, ended__isnull=False))
    taken = ExpressionWrapper(Q(answered__isnull=False), output_field=BooleanField())  # a moment takes long to read
    rows = newest([walk.annotate(taken=taken) for walk in walks(received)], at_most + 1, "taken")
    reckoned = rows[:at_most]
    tally: dict[bool, Counter[tuple[int, int]]] = {True: Counter(), False: Counter()}
    for row in reckoned:
        local = row.started.astimezone(zone)
        tally[row.taken][local.weekday(), local.hour] += 1
    oldest = reckoned[-1].started if reckoned else None
    return BusyHours(tally[True], tally[False], oldest, len(rows) > at_most)


def _sum(counts: Mapping[tuple[int, int], int], place: int, value: int) -> int:
    return sum(count for when, count in counts.items() if when[place] == value)
