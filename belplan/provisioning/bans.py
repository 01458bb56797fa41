"""Counts misses by address, and keeps whoever had too many of them out."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from belplan.identity.gates import held
from belplan.provisioning import policy
from belplan.provisioning.models import Miss

_GATES = 64  # addresses that share one wait for each other; a row an address would be for ever


@contextmanager
def counted(network: str) -> Iterator[None]:
    """Within it nobody else from this network is judged: a hundred guesses at once are ten, too."""
    with held(f"provision:{zlib.crc32(network.encode()) % _GATES}"):
        yield


def is_banned(network: str, now: datetime) -> bool:
    """Whether the last ten misses came within an hour, and the last of them less than an hour ago."""
    newest = list(Miss.objects.filter(network=network).order_by("-at").values_list("at", flat=True)[: policy.MISSES])
    if len(newest) < policy.MISSES:
        return False
    return newest[0] - newest[-1] <= policy.MISSES_WITHIN and now < newest[0] + policy.BAN


def count(network: str, now: datetime) -> None:
    """Write a miss down. A ban does not grow by what is asked meanwhile."""
    Miss.objects.create(network=network, at=now)
    Miss.objects.filter(at__lt=now - policy.FORGET).delete()
