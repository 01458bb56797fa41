"""A great plan published again and again while a hundred talks run on the same engine and switch."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.exchange import CALLERS, DEVICES, TRUNK, account, running, secret
from bench.figures import Figure, percentile
from bench.loads import Ordinary, ordinary

CALLS, RATE, TALK_SECONDS = 100, 10.0, 30.0
PUBLICATIONS = 20
BEFORE_SECONDS, PAUSE_SECONDS = 2.0, 0.7  # the first calls come before, the last ones meanwhile
GOAL = 1000  # ms


def measure(steps: Sequence[Mapping[str, Any]]) -> list[Figure]:
    """What publishing a plan of these steps costs others, with how long it takes until the engine has taken it."""
    return asyncio.run(_measure(steps))


async def _measure(steps: Sequence[Mapping[str, Any]]) -> list[Figure]:
    # A short path: Asterisk's control socket lies in this folder.
    with tempfile.TemporaryDirectory(prefix="belplan-") as name:
        folder = Path(name)
        publish = await asyncio.to_thread(_fill_database, folder, steps)
        async with running(folder, belplan=True) as exchange:
            os.environ.update(exchange.variables)  # publishing finds engine and switch by them
            talks = asyncio.create_task(ordinary(exchange, RATE, CALLS, TALK_SECONDS))
            await asyncio.sleep(BEFORE_SECONDS)
            times = [await _publish(publish) for _ in range(PUBLICATIONS)]
            return _figures(times, await talks)


async def _publish(publish: Callable[[], int]) -> float:
    began = time.perf_counter()
    await asyncio.to_thread(publish)
    took = time.perf_counter() - began
    await asyncio.sleep(PAUSE_SECONDS)
    return took


def _figures(times: Sequence[float], talks: Ordinary) -> list[Figure]:
    live = [round(1000 * seconds, 1) for seconds in times]
    ring = 1000 * percentile(talks.rang_after, 99)
    return [
        Figure(
            "live_p95_ms",
            "a publication in force beside 100 talks, 95th percentile",
            percentile(live, 95),
            "ms",
            at_most=GOAL,
        ),
        Figure("disturbed_calls", "of 100 talks beside it, with a gap or lost", CALLS - talks.carried, at_most=0),
        Figure("beside_ring_p99_ms", "INVITE to ring beside it, 99th percentile", round(ring, 1), "ms"),
    ]


def _fill_database(folder: Path, steps: Sequence[Mapping[str, Any]]) -> Callable[[], int]:
    """The telephones that talk, as the exchange knows them, and another company with the plan; what publishes it."""
    os.environ["BELPLAN_DATA"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    from belplan.run import django_ready

    django_ready.ready()
    from django.core.management import call_command

    from belplan.exchange.models import Device, Trunk
    from belplan.publishing.publish import By, publish
    from belplan.run.demo import company as demo_company
    from belplan.tenancy.models import Company
    from tests.companies import make_plan

    call_command("migrate", verbosity=0)
    bench = Company.objects.create(key="bench", name="Bench")
    rows = (Device(company=bench, key=f"phone{n:02d}", account=account(n), secret=secret(n)) for n in range(DEVICES))
    Device.everywhere.bulk_create(rows)
    Trunk.everywhere.create(company=bench, key="carrier", account=TRUNK, host=CALLERS, addresses=[CALLERS])
    company = demo_company.create()
    make_plan(company, "groot", tree={"steps": steps})
    return lambda: publish(company, "groot", By("bench.demo", "127.0.0.1"))
