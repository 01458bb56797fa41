"""What `belplan calls` finds once Django is ready, and how it reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DatabaseError

from belplan.exchange.readable import readable
from belplan.records.models import CallRecord
from belplan.records.reports import find as find_calls
from belplan.run.commands.call_text import path_json, path_lines
from belplan.tenancy.models import Company


class CannotList(Exception):
    """One sentence with the mend."""


def find(company: str, call: str, limit: int) -> list[CallRecord]:
    """The newest calls of a company, or the one with this id. Raises CannotList."""
    try:
        rows = find_calls(_company(company)).select_related("company")
        found = list(rows.filter(call=call) if call else rows[:limit])
    except DatabaseError as error:
        problem = str(error).splitlines()[0]
        raise CannotList(f"The database is not ready ({problem}): run scripts/up, which prepares it.") from error
    if call and not found:
        raise CannotList(f"There is no call {call} in company {company}: `belplan calls` lists them.")
    return found


def _company(key: str) -> Company:
    try:
        return Company.objects.get(key=key)
    except Company.DoesNotExist:
        known = ", ".join(Company.objects.values_list("key", flat=True)) or "none yet: run scripts/up"
        raise CannotList(f"There is no company {key!r}: give --company one of these: {known}.") from None


def as_json(row: CallRecord) -> dict[str, Any]:
    """A call for programs: times as ISO 8601 in UTC, durations in seconds."""
    record = row.record
    return {
        "call": row.call,
        "started": row.started.isoformat(),
        "answered": row.answered.isoformat() if row.answered else None,
        "ended": row.ended.isoformat() if row.ended else None,
        "direction": row.direction,
        "caller": row.caller,
        "caller_name": row.caller_name,
        "dialled": row.dialled,
        "plan": row.plan,
        "plan_version": row.plan_version,
        "ring_seconds": round(row.ring_seconds, 3),
        "talk_seconds": round(row.talk_seconds, 3),
        "hung_up_by": record.hung_up_by,
        "seed": record.seed,
        "node": row.node,
        "legs": [
            {"party": leg.party, "at": leg.at, "answered": leg.answered, "ended_at": leg.ended_at, "ending": leg.ending}
            for leg in record.legs
        ],
        **path_json(record),
    }


def as_text(found: Sequence[CallRecord], *, whole: bool) -> str:
    """Calls for people: a line for the call and its path below; `whole` tells the path step by step."""
    if not found:
        return "No calls yet: `belplan demo call` makes one."
    return "\n".join(line for row in found for line in (_heading(row), *_path(row, whole)))


def _heading(row: CallRecord) -> str:
    country = row.company.country
    caller = readable(row.caller, country) or "withheld"
    name = f" ({row.caller_name})" if row.caller_name else ""
    dialled = readable(row.dialled, country)
    outcome = row.outcome.replace("_", " ") or "in progress"
    times = f"rang {_span(row.ring_seconds)}, talked {_span(row.talk_seconds)}"
    return f"{_local(row)}  {row.direction}  {caller}{name} -> {dialled}  {outcome}  {times}  [{row.call}]"


def _local(row: CallRecord) -> str:
    local: datetime = row.started.astimezone(ZoneInfo(row.company.timezone))
    return f"{local:%Y-%m-%d %H:%M:%S}"


def _path(row: CallRecord, whole: bool) -> list[str]:
    record = row.record
    if whole:
        return [f"  {line}" for line in path_lines(record)]
    steps = ", ".join(f"{step.plan} {step.step} {step.component}" for step in record.path)
    why = f"{steps}: {record.reason}" if steps and record.reason else steps or str(record.reason or "")
    return [f"    {why}"] if why else []


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
