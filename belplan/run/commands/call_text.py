"""How a call's path reads in a terminal, and as JSON for programs: the same for foretold and for real calls."""

from __future__ import annotations

from typing import Any

from belplan.records.fold import Record


def path_json(record: Record) -> dict[str, Any]:
    """`path` (each step with its component, place, reason and seconds since the start) and `outcome`."""
    return {
        "path": [
            {"plan": s.plan, "step": s.step, "component": s.component, "reason": str(s.reason), "at": s.at}
            for s in record.path
        ],
        "outcome": record.outcome,
        "reason": str(record.reason or ""),
        "answered_by": record.answered_by,
        "seconds": round((record.ended or record.started) - record.started, 3),
    }


def path_lines(record: Record) -> list[str]:
    """A line for each step and for each telephone, in order of time, and one for the end (a running call has none)."""
    lines = [(s.at, 1, f"{s.plan} {s.step}  {s.component}: {s.reason}") for s in record.path]
    for leg in record.legs:
        lines.append((leg.at, 2, f"    {leg.party} rings"))
        if leg.ended_at is not None:
            lines.append((leg.ended_at, 0, f"    {leg.party}: {str(leg.ending).replace('_', ' ')}"))
    if record.answered is not None:
        lines.append((round(record.answered - record.started, 3), 3, f"    {record.answered_by} answers"))
    if record.ended is not None:
        lines.append((round(record.ended - record.started, 3), 4, f"{record.outcome}: {record.reason}"))
    return [f"{at:7.1f} s  {text}" for at, _, text in sorted(lines, key=lambda line: line[:2])]
