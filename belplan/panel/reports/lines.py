"""Calls as the report's table shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from belplan.callevents import Direction
from belplan.panel import timeline
from belplan.panel.names import Names
from belplan.records.models import CallRecord

ICONS = {Direction.INBOUND: "in", Direction.OUTBOUND: "out", Direction.INTERNAL: "inside"}


@dataclass(frozen=True)
class Line:
    """One call in words."""

    row: CallRecord
    name: str
    number: str
    dialled: str
    plan: str
    answered_by: str
    outcome: str
    direction: str
    icon: str


def lines(rows: Iterable[CallRecord], names: Names) -> list[Line]:
    """Each call with names for keys."""
    return [_line(row, names) for row in rows]


def _line(row: CallRecord, names: Names) -> Line:
    record = row.record
    words = {
        Direction.INBOUND: _("Inbound"),
        Direction.OUTBOUND: _("Outbound"),
        Direction.INTERNAL: _("Internal"),
    }
    return Line(
        row=row,
        name=timeline.caller_name(record, names),
        number=timeline.caller_number(record, names),
        dialled=names.party(record.dialled),
        plan=names.of("plan", row.plan) if row.plan else "",
        answered_by=names.party(row.answered_by) if row.answered_by else "",
        outcome=timeline.outcome(record.outcome),
        direction=words[record.direction],
        icon=ICONS[record.direction],
    )
