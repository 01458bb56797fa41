"""Calls through Belplan against the same plan as a hand-written dialplan, on the same Asterisk."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.exchange import Exchange, running
from bench.figures import Figure, Results, of_runs, percentile, ratio
from bench.loads import Climb, Ordinary, Steady, best_rate, climb, ordinary, steady
from bench.machine import load

SHARE_OF_BEST = 0.7  # of our own best rate: where the steady load stands


@dataclass(frozen=True)
class Form:
    """How much is measured. Calls a second and seconds."""

    pairs: int
    climb: Climb
    steady_seconds: float
    talk_seconds: float
    talks: int
    talks_a_second: float
    together: bool  # the two ordinary loads at the same time: they count calls, not costs


LONG = Form(5, Climb(60, 1.15, 16, 4.0), 12.0, 60.0, 200, 8.0, together=False)
QUICK = Form(1, Climb(70, 1.3, 9, 0.7), 2.0, 5.0, 24, 16.0, together=True)


@dataclass(frozen=True)
class Side:
    """One side of one pair of runs."""

    rate: float
    bare: Steady
    ordinary: Ordinary


def run(quick: bool) -> Results:
    """Both loads, alternating, with real SIP calls."""
    return asyncio.run(_race(QUICK if quick else LONG))


async def _race(form: Form) -> Results:
    # A short path: Asterisk's control socket lies in this folder.
    with tempfile.TemporaryDirectory(prefix="belplan-") as name:
        async with AsyncExitStack() as started:
            ours, other = await asyncio.gather(
                started.enter_async_context(running(Path(name) / "belplan", belplan=True)),
                started.enter_async_context(running(Path(name) / "dialplan", belplan=False)),
            )
            before = ours.memory(), other.memory()
            pairs = [await _pair(form, ours, other, turned=bool(number % 2)) for number in range(form.pairs)]
            after = ours.memory(), other.memory()
            leaked = await ours.empty(2.0)
            memory = _memory(before, after, ours)
    return Results([*goals(pairs, leaked), *_details(pairs), *memory], _notes(form, pairs))


async def _pair(form: Form, ours: Exchange, other: Exchange, *, turned: bool) -> tuple[Side, Side]:
    """Ours and the dialplan's; each second pair the other way round."""
    order = (other, ours) if turned else (ours, other)
    rates = {id(one): best_rate(await climb(one, form.climb)) for one in order}
    rate = max(rates[id(ours)] * SHARE_OF_BEST, 10.0)
    bare = {id(one): await steady(one, rate, form.steady_seconds) for one in order}
    talks = await _talks(form, order)
    mine, theirs = (Side(rates[id(one)], bare[id(one)], talks[id(one)]) for one in (ours, other))
    return mine, theirs


async def _talks(form: Form, order: tuple[Exchange, Exchange]) -> dict[int, Ordinary]:
    def talk(one: Exchange) -> asyncio.Task[Ordinary]:
        return asyncio.create_task(ordinary(one, form.talks_a_second, form.talks, form.talk_seconds))

    if form.together:
        tasks = [talk(one) for one in order]
        return {id(one): await task for one, task in zip(order, tasks, strict=True)}
    return {id(one): await talk(one) for one in order}


Pairs = list[tuple[Side, Side]]


def goals(pairs: Pairs, leaked: int) -> list[Figure]:
    """What issue and design ask for, pair by pair."""

    def added(percent: float) -> list[float]:
        return [
            1000 * (percentile(ours.bare.rang_after, percent) - percentile(other.bare.rang_after, percent))
            for ours, other in pairs
        ]

    cpu = [ratio(ours.bare.cpu_a_call, other.bare.cpu_a_call) for ours, other in pairs]
    rate = [ratio(ours.rate, other.rate) for ours, other in pairs]
    carried = [ratio(ours.ordinary.carried, other.ordinary.carried) for ours, other in pairs]
    return [
        of_runs("cpu_ratio", "CPU a call, ours by the dialplan's", cpu, at_most=1.8),
        of_runs("rate_ratio", "best calls/s, ours by the dialplan's", rate, at_least=0.35),
        of_runs("carried_ratio", "ordinary talks carried, ours by the dialplan's", carried, at_least=0.95),
        of_runs("first_ring_p50_ms", "added until the telephone rings, median", added(50), "ms", at_most=2),
        of_runs("first_ring_p99_ms", "added until the telephone rings, 99th of 100", added(99), "ms", at_most=10),
        Figure("leaked_channels", "channels and bridges left at the end", leaked, at_most=0),
    ]


def _details(pairs: Pairs) -> list[Figure]:
    figures = []
    for number, (key, name) in enumerate((("ours", "Belplan"), ("dialplan", "dialplan"))):
        sides = [pair[number] for pair in pairs]
        figures += [
            of_runs(f"{key}_rate", f"{name}: best rate", [s.rate for s in sides], "calls/s"),
            of_runs(f"{key}_cpu_ms", f"{name}: CPU a call", [s.bare.cpu_a_call for s in sides], "ms"),
            of_runs(f"{key}_ring_p50_ms", f"{name}: INVITE to ring, median", _rings(sides, 50), "ms"),
            of_runs(f"{key}_ring_p99_ms", f"{name}: INVITE to ring, 99th", _rings(sides, 99), "ms"),
            of_runs(f"{key}_carried", f"{name}: ordinary talks carried", [float(s.ordinary.carried) for s in sides]),
            of_runs(
                f"{key}_talk_cpu_ms", f"{name}: CPU an ordinary talk", [s.ordinary.cpu_a_call for s in sides], "ms"
            ),
        ]
    engine = [1000 * ours.bare.cpu["engine"] / max(ours.bare.successful, 1) for ours, _ in pairs]
    return [*figures, of_runs("engine_cpu_ms", "Belplan: CPU a call of the engine alone", engine, "ms")]


def _rings(sides: list[Side], percent: float) -> list[float]:
    return [1000 * percentile(side.bare.rang_after, percent) for side in sides]


def _memory(before: tuple[float, float], after: tuple[float, float], ours: Exchange) -> list[Figure]:
    engine = ours.engine.memory_info().rss / 1e6 if ours.engine else 0.0
    return [
        Figure("memory_before_mb", "Belplan: Asterisk's memory before", round(before[0], 1), "MB"),
        Figure("memory_after_mb", "Belplan: Asterisk's memory after", round(after[0], 1), "MB"),
        Figure("dialplan_memory_after_mb", "dialplan: Asterisk's memory after", round(after[1], 1), "MB"),
        Figure("engine_memory_mb", "Belplan: the engine's memory after", round(engine, 1), "MB"),
    ]


def _notes(form: Form, pairs: Pairs) -> list[str]:
    lost = [f"{one.bare.offered - one.bare.successful} of {one.bare.offered}" for one, _ in pairs]
    together = ", both sides at the same time" if form.together else ""
    return [
        f"{form.pairs} alternating pairs. Steady: {form.steady_seconds:g} s a run at 70 % of our own best rate; "
        f"{form.talks} talks of {form.talk_seconds:g} s with sound both ways{together}.",
        f"Calls that failed in our steady loads: {'; '.join(lost)}. Load of the machine at the end: {load():.1f}.",
    ]
