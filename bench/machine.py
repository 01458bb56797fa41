"""Which machine the figures are of."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import psutil


def machine() -> str:
    """Processor, cores, memory and system in one line."""
    memory = psutil.virtual_memory().total / 2**30
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.release()}"


def today() -> str:
    """The date in UTC."""
    return datetime.now(UTC).date().isoformat()


def load() -> float:
    """How many programs wanted a core over the last minute: what else the machine was at."""
    return os.getloadavg()[0]


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
