"""The three loads of the race: faster and faster until a call fails, steady, and ordinary talks with sound."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.bulk import Bulk, callers
from bench.exchange import CALLERS, Exchange
from bench.figures import percentile

TALK_SECONDS = 2.0  # of the bare load
SETTLE_SECONDS = 6.0  # for a load's last calls to end
FAILED_SECONDS = 1.0  # a call that has not rung by then has failed
LATE_SECONDS = 0.1  # one of twenty may ring later than this
SOUND_SHARE = 0.95  # of the packets that a call should have: less is a call that people complain about
PACKETS_A_SECOND = 50


@dataclass(frozen=True)
class Step:
    """One speed of a climb: calls a second, and each call's seconds from INVITE to the telephone (None: never)."""

    rate: float
    rang_after: Sequence[float | None]

    @property
    def failed(self) -> bool:
        """Whether a call was never heard of, or too late."""
        in_time = [seconds for seconds in self.rang_after if seconds is not None and seconds <= FAILED_SECONDS]
        return not in_time or len(in_time) < len(self.rang_after)

    @property
    def clean(self) -> bool:
        """Whether every call rang, and nearly all at once."""
        return not self.failed and percentile([s for s in self.rang_after if s is not None], 95) <= LATE_SECONDS


def best_rate(steps: Sequence[Step]) -> float:
    """The highest speed that was clean; 0 if none was."""
    return max((step.rate for step in steps if step.clean), default=0.0)


@dataclass(frozen=True)
class Climb:
    """How a climb goes: from one speed, by a factor, at most so many steps of so many seconds."""

    first: float
    factor: float
    steps: int
    seconds: float

    def rates(self) -> list[float]:
        """Every speed, in calls a second."""
        return [self.first * self.factor**n for n in range(self.steps)]


@dataclass(frozen=True)
class Steady:
    """What a load at one speed cost. CPU in seconds by process."""

    offered: int
    successful: int
    cpu: Mapping[str, float]
    rang_after: Sequence[float]

    @property
    def cpu_a_call(self) -> float:
        """Milliseconds of all processes together."""
        return 1000 * sum(self.cpu.values()) / self.successful if self.successful else float("nan")


@dataclass(frozen=True)
class Ordinary(Steady):
    """Talks with sound; `carried` are those that were heard both ways to their end."""

    carried: int


async def climb(exchange: Exchange, how: Climb) -> list[Step]:
    """Begin calls faster and faster until one fails, and wait until the last have ended.

    A speed at which calls are late is tried once more, for another program may have been in the way.
    """
    calls = round(2 * sum(how.rates()) * how.seconds) + 100
    load = _callers(exchange, how.first, calls, TALK_SECONDS)
    marks: list[tuple[float, float]] = []
    async with load:
        for rate in how.rates():
            if not await _hold(exchange, load, how, rate, marks):
                break
        end = time.time()
        load.no_more_calls()
        await load.done(SETTLE_SECONDS)
        await exchange.empty(SETTLE_SECONDS)
        return _steps(exchange, load, marks, end)


async def _hold(exchange: Exchange, load: Bulk, how: Climb, rate: float, marks: list[tuple[float, float]]) -> bool:
    """Keep one speed; whether it was clean, if not at once then the second time."""
    load.speed(rate)
    for _ in range(2):
        marks.append((rate, time.time()))
        await asyncio.sleep(how.seconds)
        step = _steps(exchange, load, marks, time.time())[-1]
        if step.clean or step.failed:
            break
    return step.clean


def _steps(exchange: Exchange, load: Bulk, marks: Sequence[tuple[float, float]], end: float) -> list[Step]:
    rang, called = _rang(exchange, load), load.notes.called
    now = time.time()
    steps = []
    for (rate, begin), until in zip(marks, [*(mark for _, mark in marks[1:]), end], strict=True):
        ours = [who for who, at in called.items() if begin <= at < until]
        # One that has only just called may still ring.
        settled = [rang.get(who) for who in ours if who in rang or now - called[who] > LATE_SECONDS]
        steps.append(Step(rate, settled))
    return steps


async def steady(
    exchange: Exchange, rate: float, seconds: float, *, talk: float = TALK_SECONDS, with_sound: bool = False
) -> Steady:
    """Calls at one speed for so long; what they cost until the last has ended."""
    calls = round(rate * seconds)
    before = exchange.cpu_seconds()
    async with _callers(exchange, rate, calls, talk, with_sound=with_sound) as load:
        await load.done(seconds + talk + SETTLE_SECONDS)
        await exchange.empty(SETTLE_SECONDS)
        cpu = _spent(before, exchange.cpu_seconds())
        return Steady(calls, load.totals()["successful"], cpu, list(_rang(exchange, load).values()))


async def ordinary(exchange: Exchange, rate: float, calls: int, talk: float) -> Ordinary:
    """Talks with sound, looked at when all have begun and none has ended."""
    before = exchange.cpu_seconds()
    begun = calls / rate
    async with _callers(exchange, rate, calls, talk, with_sound=True) as load:
        await asyncio.sleep(begun + (talk - begun) / 2)
        heard = await asyncio.to_thread(exchange.console, "pjsip show channelstats")
        await load.done(talk + SETTLE_SECONDS)
        await exchange.empty(SETTLE_SECONDS)
        cpu = _spent(before, exchange.cpu_seconds())
        rang = _rang(exchange, load)
        successful = load.totals()["successful"]
    return Ordinary(calls, successful, cpu, list(rang.values()), carried=min(successful, heard_both_ways(heard)))


def heard_both_ways(channelstats: str) -> int:
    """How many calls have the sound that they should, by Asterisk's own table: two channels a call, and the telephones
    send back what they hear, so that a whole count on every channel is sound that went both ways."""
    good = 0
    for line in channelstats.splitlines():
        words = line.split()
        if len(words) < 5 or words[2].count(":") != 2 or not words[4].isdigit():
            continue
        hours, minutes, seconds = (int(part) for part in words[2].split(":"))
        # The table's seconds are whole ones, and a telephone sends no sound before it is answered.
        expected = (hours * 3600 + minutes * 60 + seconds - 1) * PACKETS_A_SECOND
        good += int(words[4]) >= SOUND_SHARE * expected
    return good // 2


def _callers(exchange: Exchange, rate: float, calls: int, talk: float, *, with_sound: bool = False) -> Bulk:
    return callers(
        exchange.folder,
        exchange.sip,
        exchange.new_callers(calls),
        rate=rate,
        calls=calls,
        talk=talk,
        with_sound=with_sound,
        address=CALLERS,
    )


def _rang(exchange: Exchange, load: Bulk) -> dict[str, float]:
    """Seconds from INVITE to the telephone, by caller."""
    load.notes.read()
    exchange.telephones.notes.read()
    rang = exchange.telephones.notes.rang
    return {who: rang[who] - at for who, at in load.notes.called.items() if who in rang}


def _spent(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    return {name: after[name] - before[name] for name in before}
