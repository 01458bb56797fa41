"""Ten thousand devices: how soon the switch knows them, and how soon one that was changed can be used."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.exchange import CALLERS, TRUNK, Exchange, account, register, running, secret
from bench.figures import Figure, Results, of_runs, percentile
from bench.loads import Steady, steady

DEVICES = 10_000
SPREAD = 50  # devices that prove by registering that all are known
CHANGED = DEVICES // 2  # the first of those that are changed
PATIENCE = 10.0  # seconds


@dataclass(frozen=True)
class Form:
    """How much is measured. The calls beside it come at `rate` a second."""

    changes: int
    rate: float


LONG = Form(10, 10.0)
QUICK = Form(3, 5.0)


def run(quick: bool) -> Results:
    """From a platform with ten thousand devices to one of them with another secret, while others call."""
    return asyncio.run(_measure(QUICK if quick else LONG))


async def _measure(form: Form) -> Results:
    # A short path: Asterisk's control socket lies in this folder.
    with tempfile.TemporaryDirectory(prefix="belplan-") as name:
        folder = Path(name)
        await asyncio.to_thread(_fill_database, folder)
        async with running(folder, belplan=True, devices=DEVICES) as exchange:
            load_seconds = exchange.load_seconds + await _registered(exchange)
            calls = asyncio.create_task(steady(exchange, form.rate, form.changes * 1.5 + 2))
            await asyncio.sleep(1)
            changes = [await _change(exchange, CHANGED + number) for number in range(form.changes)]
            beside = await calls
            left = await exchange.empty(2.0)
            return Results(_figures(load_seconds, changes, beside, exchange.memory(), left))


async def _registered(exchange: Exchange) -> float:
    """Seconds until devices from all over the list are registered, the last one among them."""
    began = time.monotonic()
    numbers = range(DEVICES - 1, 0, -DEVICES // SPREAD)
    if not await register(exchange.folder, exchange.config, {account(n): secret(n) for n in numbers}):
        return float("nan")
    return time.monotonic() - began


async def _change(exchange: Exchange, number: int) -> tuple[float, float]:
    """Seconds that storing and publishing one changed device took, and until it could be used."""
    began = time.monotonic()
    await asyncio.to_thread(_change_secret, account(number))
    published = time.monotonic() - began
    while not await register(exchange.folder, exchange.config, {account(number): "changed"}):
        if time.monotonic() - began > PATIENCE:
            return published, float("nan")
    return published, time.monotonic() - began


def _fill_database(folder: Path) -> None:
    """The same devices in a database of their own, so that a change goes the way that it goes in the panel."""
    os.environ["BELPLAN_DATA"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    from belplan.run import django_ready

    django_ready.ready()
    from django.core.management import call_command

    from belplan.exchange.models import Device, Trunk
    from belplan.publishing.snapshots import whole_or_not, write_whole
    from belplan.tenancy.models import Company

    call_command("migrate", verbosity=0)
    company = Company.objects.create(key="bench", name="Bench")
    rows = (Device(company=company, key=f"d{n}", account=account(n), secret=secret(n)) for n in range(DEVICES))
    Device.everywhere.bulk_create(rows, batch_size=1000)
    Trunk.everywhere.create(company=company, key="carrier", account=TRUNK, host=CALLERS, addresses=[CALLERS])
    with whole_or_not(company) as now:
        write_whole(now)


def _change_secret(name: str) -> None:
    from belplan.exchange.models import Device
    from belplan.publishing.arranging import arranged

    device = Device.everywhere.get(account=name)
    with arranged(device.company, device):
        device.secret = "changed"  # noqa: S105
        device.save()


def _figures(
    load_seconds: float, changes: list[tuple[float, float]], beside: Steady, memory: float, left: int
) -> list[Figure]:
    used = [seconds for _, seconds in changes]
    return [
        Figure("load_seconds", f"{DEVICES} devices known, from the start", load_seconds, "s", at_most=10),
        of_runs("change_seconds", "one changed device can be used", used, "s", at_most=1),
        Figure("publish_seconds", "of which storing and publishing", statistics.median(p for p, _ in changes), "s"),
        Figure("disturbed_calls", "calls beside it that failed", beside.offered - beside.successful, at_most=0),
        Figure("beside_ring_p99_ms", "INVITE to ring beside it, 99th", 1000 * percentile(beside.rang_after, 99), "ms"),
        Figure("memory_mb", "Asterisk's memory afterwards", round(memory, 1), "MB"),
        Figure("leaked_channels", "channels and bridges left at the end", left, at_most=0),
    ]
