"""A part of the benchmark: one file in bench/parts with a docstring, and `run`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from bench import parts
from bench.figures import Results


@dataclass(frozen=True)
class Part:
    """What can be measured by its name. `run` is told whether the short form is wanted."""

    name: str
    title: str
    run: Callable[[bool], Results]


def names() -> list[str]:
    """Every part there is: each file of bench/parts is one."""
    return sorted(module.name for module in pkgutil.iter_modules(parts.__path__))


def find(name: str) -> Part:
    """The part of this name."""
    module = importlib.import_module(f"bench.parts.{name}")
    return Part(name, (module.__doc__ or "").strip().partition("\n")[0], module.run)
