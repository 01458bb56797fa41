"""Asterisk's memory over some thousands of calls through Belplan: what a call needs, and what is never given back."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.exchange import Exchange, running
from bench.figures import Figure, Results, ratio
from bench.loads import Steady, steady

SAMPLES = 10


@dataclass(frozen=True)
class Form:
    """How much is measured. Calls a second and seconds."""

    rate: float
    seconds: float
    rest: float  # SIP keeps what belonged to a call for 32 s after its end: 64 times T1, RFC 3261 section 17


LONG = Form(40.0, 120.0, 40.0)
QUICK = Form(25.0, 12.0, 0.0)


def run(quick: bool) -> Results:
    """A steady load, a rest, and what Asterisk's allocator gives back when it is told to."""
    return asyncio.run(_measure(QUICK if quick else LONG))


async def _measure(form: Form) -> Results:
    # A short path: Asterisk's control socket lies in this folder.
    with tempfile.TemporaryDirectory(prefix="belplan-") as name:
        async with running(Path(name), belplan=True) as exchange:
            start = exchange.memory()
            load, samples = await _loaded(exchange, form)
            await asyncio.sleep(form.rest)
            rested = exchange.memory()
            await asyncio.to_thread(exchange.console, "malloc trim")
            trimmed = exchange.memory()
            left = await exchange.empty(2.0)
    return Results(_figures(start, samples, rested, trimmed, load, left), _notes(form, samples))


async def _loaded(exchange: Exchange, form: Form) -> tuple[Steady, list[float]]:
    work = asyncio.create_task(steady(exchange, form.rate, form.seconds))
    samples = []
    for _ in range(SAMPLES):
        await asyncio.sleep(form.seconds / SAMPLES)
        samples.append(exchange.memory())
    return await work, samples


def _figures(
    start: float, samples: list[float], rested: float, trimmed: float, load: Steady, left: int
) -> list[Figure]:
    middle, end = samples[SAMPLES // 2], samples[-1]
    kept = 1000 * ratio(trimmed - start, load.successful)
    return [
        Figure("memory_start_mb", "before the first call", round(start, 1), "MB"),
        Figure("memory_middle_mb", "in the middle of the load", round(middle, 1), "MB"),
        Figure("memory_end_mb", "at the end of the load", round(end, 1), "MB"),
        Figure("growth_percent", "growth over the second half", 100 * ratio(end - middle, middle), "%", at_most=5),
        Figure("memory_rested_mb", "after a rest", round(rested, 1), "MB"),
        Figure("memory_trimmed_mb", "given back by the allocator: what is left", round(trimmed, 1), "MB"),
        Figure("kept_kb_a_call", "not given back, a call", kept, "KB"),
        Figure("calls", "calls", load.successful),
        Figure("leaked_channels", "channels and bridges left at the end", left, at_most=0),
    ]


def _notes(form: Form, samples: list[float]) -> list[str]:
    course = ", ".join(f"{megabytes:.0f}" for megabytes in samples)
    return [f"{form.rate:g} calls/s for {form.seconds:g} s, 2 s of talk each. MB every tenth of it: {course}."]
