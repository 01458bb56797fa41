"""Twenty minutes of ordinary talks: what engine and Asterisk hold before and after, and what is left at the end."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.exchange import Exchange, running
from bench.figures import Figure, Results, ratio
from bench.loads import Steady, steady


@dataclass(frozen=True)
class Form:
    """How much is measured. Calls a second and seconds."""

    rate: float
    seconds: float
    talk: float
    warm_up: float
    rest: float  # Asterisk's idle threads end after 60 s, what SIP keeps of a call after 32 s
    haste: float  # so much faster, with talks so much shorter, is the load to warm up with: as many calls at once


LONG = Form(1.0, 1200.0, 60.0, 150.0, 75.0, haste=4.0)
QUICK = Form(2.0, 12.0, 3.0, 6.0, 2.0, haste=1.0)


@dataclass(frozen=True)
class Held:
    """What a process holds, but for the connections between engine and Asterisk: how many are kept is their affair."""

    descriptors: int
    threads: int
    megabytes: float

    @classmethod
    def by(cls, process: psutil.Process) -> Held:
        """What it holds now."""
        files = process.num_fds() - len(process.net_connections("tcp"))
        return cls(files, process.num_threads(), process.memory_info().rss / 1e6)


def run(quick: bool) -> Results:
    """A load to warm up with, a rest, the load itself, a rest."""
    return asyncio.run(_measure(QUICK if quick else LONG))


async def _measure(form: Form) -> Results:
    # A short path: Asterisk's control socket lies in this folder.
    with tempfile.TemporaryDirectory(prefix="belplan-") as name:
        async with running(Path(name), belplan=True) as exchange:
            await _load(exchange, form, form.warm_up, form.haste)
            before = _held(exchange)
            load = await _load(exchange, form, form.seconds, 1.0)
            after = _held(exchange)
            left = await exchange.empty(2.0)
    return Results([*_kept(before, after), *_calls(load, left)], _notes(form, before, after))


async def _load(exchange: Exchange, form: Form, seconds: float, haste: float) -> Steady:
    load = await steady(exchange, form.rate * haste, seconds, talk=form.talk / haste, with_sound=True)
    await asyncio.sleep(form.rest)
    return load


def _held(exchange: Exchange) -> dict[str, Held]:
    """Read once the allocator has given back what was freed: how much it keeps for the next calls goes up and down."""
    exchange.console("malloc trim")
    processes = {"asterisk": exchange.asterisk, "engine": exchange.engine}
    return {name: Held.by(process) for name, process in processes.items() if process}


def _kept(before: Mapping[str, Held], after: Mapping[str, Held]) -> list[Figure]:
    figures = []
    for name in before:
        was, now = before[name], after[name]
        grown = 100 * ratio(now.megabytes - was.megabytes, was.megabytes)
        figures += [
            Figure(f"{name}_descriptors", f"{name}: descriptors more", now.descriptors - was.descriptors, at_most=0),
            Figure(f"{name}_threads", f"{name}: threads more", now.threads - was.threads, at_most=0),
            Figure(f"{name}_memory_percent", f"{name}: memory grown", round(grown, 2), "%", at_most=5),
        ]
    return figures


def _calls(load: Steady, left: int) -> list[Figure]:
    return [
        Figure("calls", "calls", load.offered),
        Figure("failed", "of which failed", load.offered - load.successful, at_most=0),
        Figure("leaked_channels", "channels and bridges left at the end", left, at_most=0),
    ]


def _notes(form: Form, before: Mapping[str, Held], after: Mapping[str, Held]) -> list[str]:
    load = f"{form.rate:g} calls/s for {form.seconds:g} s, {form.talk:g} s of talk each with sound both ways"
    held = [f"{name}: {before[name]} before, {after[name]} after." for name in before]
    warm = f"{round(form.rate * form.haste * form.warm_up)} calls to warm up and a rest of {form.rest:g} s"
    return [
        f"{load}, after {warm}. Memory after `malloc trim`.",
        *held,
    ]
