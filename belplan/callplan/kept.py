"""What published plans of earlier versions mean: options that came since are written out as they were meant then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from belplan.callplan.catalogue import BY_KIND


def as_meant(tree: Mapping[str, Any]) -> dict[str, Any]:
    """A published plan's tree in which no step lacks an option whose default would change its meaning.

    Publishing writes every option out, so one that is missing was not there yet.
    """
    meant = {**tree, "steps": _steps(tree.get("steps", ()))}
    if "diversions" in tree:
        meant["diversions"] = [{**one, "steps": _steps(one.get("steps", ()))} for one in tree["diversions"]]
    return meant


def _steps(steps: Any) -> Any:
    return [_step(step) if isinstance(step, Mapping) else step for step in steps or ()]


def _step(step: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _options(name, value) if name in BY_KIND else _steps(value) for name, value in step.items()}


def _options(kind: str, options: Any) -> Any:
    later = BY_KIND[kind].came_later
    return {**later, **options} if later and isinstance(options, Mapping) else options
