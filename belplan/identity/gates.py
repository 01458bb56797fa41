"""Holds rows while limits are counted, so that two requests at once cannot both find the last place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from django.db import transaction

from belplan.identity.models import Gate

ROWS = 1000


@contextmanager
def held(*keys: str) -> Iterator[None]:
    """A transaction in which nobody else passes these gates; empty keys are no gate.

    SQLite has one writer at a time anyway (IMMEDIATE); PostgreSQL holds the rows, always in the same order.
    """
    wanted = sorted({_row(key) for key in keys if key})
    Gate.objects.bulk_create([Gate(key=key) for key in wanted], ignore_conflicts=True)
    with transaction.atomic():
        list(Gate.objects.select_for_update().filter(key__in=wanted).order_by("key"))
        yield


def _row(key: str) -> str:
    """One of a thousand rows, so that their number never grows; two keys on one row only wait for each other."""
    return str(crc32(key.encode()) % ROWS)
