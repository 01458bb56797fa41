"""Toll-fraud limits: a place is reserved before a company's call goes out, and given back when it ends.

Forwards count like calls; emergencies never come here. Minutes are counted from answer to end and kept in a small
file, so that a restart of the engine forgets none of today's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from belplan.callevents import Phrase, phrase
from belplan.engine.companies import Company
from belplan.engine.dialling import Refused, ToOutside, outside
from belplan.engine.facts import Clock

log = logging.getLogger(__name__)

MOST_BETWEEN_LOOKS = 30.0  # seconds


class DayUsedUp(Exception):
    """The company's minutes of today are used up; `reason` says so to people."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(str(reason))
        self.reason = reason


class _Spent(msgspec.Struct):
    """What companies talked to the outside, in seconds, on their own calendar day."""

    day: dict[str, str] = {}
    seconds: dict[str, float] = {}


@dataclass
class Reservation:
    """One call's place. `answered` starts its minutes; `release` ends them; both may be said twice."""

    limits: Limits
    company: str
    since: float | None = None
    released: bool = False

    def answered(self) -> None:
        if self.since is None:
            self.since = self.limits.clock()
            self.limits.look_again(self.company)

    def release(self) -> None:
        if not self.released:
            self.released = True
            self.limits.give_back(self)

    def talked(self) -> float:
        """Seconds since the answer."""
        return 0.0 if self.since is None else self.limits.clock() - self.since


@dataclass
class Limits:
    """All companies' reservations on this node."""

    clock: Clock
    kept_in: Path | None = None
    _running: dict[str, list[Reservation]] = field(default_factory=dict)
    _spent: _Spent = field(default_factory=_Spent)
    _more: dict[str, asyncio.Event] = field(default_factory=dict)  # one more begins to talk

    def __post_init__(self) -> None:
        if self.kept_in and self.kept_in.exists():
            try:
                self._spent = msgspec.json.decode(self.kept_in.read_bytes(), type=_Spent)
            except (OSError, msgspec.MsgspecError):
                log.error("today's outside minutes could not be read from %s: counting anew", self.kept_in)

    def reserve_for(self, company: Company, number: str) -> Reservation | Phrase:
        """A place for one call to this number, or why there is none. The company's own are never called over a trunk:
        the call would come in again, and perhaps go round until all places are taken."""
        match outside(number):
            case ToOutside(country=country) if number not in company.about.numbers:
                return self.reserve(company, country)
            case Refused(reason=reason):
                return reason
        return phrase("this is not a number that can be called")

    def reserve(self, company: Company, country: str) -> Reservation | Phrase:
        """A place for one call to this country, or why there is none."""
        allowed = company.about.limits
        running = self._running.get(company.key, ())
        if country not in allowed.countries:
            return phrase("calls to {country} are not allowed by this company", country=country)
        if len(running) >= allowed.calls_at_once:
            return phrase("all {count} outside calls that this company allows at once are taken", count=len(running))
        if self.seconds_left(company) <= 0:
            return _used_up(company)
        return self._run(Reservation(self, company.key))

    def resume(self, company: Company, since: float) -> Reservation:
        """The place of a talk that an earlier engine let begin at `since`; it is there, room or not."""
        self._turn_day(company)
        return self._run(Reservation(self, company.key, since))

    def _run(self, reservation: Reservation) -> Reservation:
        self._running.setdefault(reservation.company, []).append(reservation)
        return reservation

    def seconds_left(self, company: Company) -> float:
        """What is left of today's minutes, running calls included."""
        self._turn_day(company)
        running = sum(r.talked() for r in self._running.get(company.key, ()))
        return company.about.limits.minutes_a_day * 60 - self._spent.seconds.get(company.key, 0.0) - running

    @asynccontextmanager
    async def while_minutes_last(self, company: Company) -> AsyncIterator[None]:
        """Raise DayUsedUp in the block at the moment at which today's minutes are used up."""
        try:
            async with asyncio.timeout(None) as end:
                watch = asyncio.create_task(self._watch(company, end))
                try:
                    yield
                finally:
                    watch.cancel()
        except TimeoutError:
            raise DayUsedUp(_used_up(company)) from None

    async def _watch(self, company: Company, end: asyncio.Timeout) -> None:
        # All who talk draw on the same minutes: look again whenever one more begins, and now and then for a new day.
        while (left := self.seconds_left(company)) > 0.001:
            talking = sum(r.since is not None for r in self._running.get(company.key, ()))
            more = self._more.setdefault(company.key, asyncio.Event())
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left / max(talking, 1), MOST_BETWEEN_LOOKS)):
                    await more.wait()
        end.reschedule(0)

    def look_again(self, company: str) -> None:
        """One more talks: today's minutes will be used up sooner than those before have reckoned."""
        if more := self._more.pop(company, None):
            more.set()

    def _turn_day(self, company: Company) -> None:
        today = datetime.fromtimestamp(self.clock(), company.zone).date().isoformat()
        if self._spent.day.get(company.key) != today:
            self._spent.day[company.key] = today
            self._spent.seconds[company.key] = 0.0

    def give_back(self, reservation: Reservation) -> None:
        """Count the talk and free the place."""
        self._running[reservation.company].remove(reservation)
        if talked := reservation.talked():
            seconds = self._spent.seconds
            seconds[reservation.company] = seconds.get(reservation.company, 0.0) + talked
            self._keep()

    def _keep(self) -> None:
        if self.kept_in is None:
            return
        beside = self.kept_in.with_suffix(".new")
        try:
            beside.write_bytes(msgspec.json.encode(self._spent))
            beside.replace(self.kept_in)
        except OSError as problem:
            log.error("today's outside minutes could not be kept: %s", problem)


def _used_up(company: Company) -> Phrase:
    return phrase("today's {minutes} outside minutes are used up", minutes=company.about.limits.minutes_a_day)
