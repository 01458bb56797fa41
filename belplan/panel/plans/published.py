"""What of a company's call plans is in force: the newest published version of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from belplan.callplan.kept import as_meant
from belplan.callplan.plan import Plan
from belplan.callplan.textform import read_plan
from belplan.engine.state import CompanyState
from belplan.exchange.models import DraftPlan
from belplan.publishing.models import PlannedPublication, PublishedPlanRow
from belplan.publishing.planned import planned_for
from belplan.tenancy.models import Company


@dataclass(frozen=True)
class Line:
    """A call plan as the list shows it. `version` is None until it is published for the first time."""

    draft: DraftPlan
    version: PublishedPlanRow | None
    state: CompanyState
    planned: PlannedPublication | None = None

    @property
    def numbers(self) -> list[str]:
        return [number.digits for number in self.draft.numbers.all()]

    @property
    def diversion_on(self) -> str:
        """The name of the diversion that calls meet in the published version, or empty."""
        diversions = self.version.tree.get("diversions", []) if self.version else []
        switched = self.state.diversions.get(self.draft.key, {})
        on = (d for d in diversions if switched.get(d["name"], d.get("on", False)))
        first = min(on, key=lambda d: (d["category"], d["name"] not in switched), default=None)
        return str(first["name"]) if first else ""


def lines(company: Company, state: CompanyState | None = None) -> list[Line]:
    """The company's call plans by name, without its users' own; with its live state, or as they were published."""
    newest: dict[str, PublishedPlanRow] = {}
    for row in PublishedPlanRow.objects.for_company(company).order_by("version"):
        newest[row.key] = row
    drafts = DraftPlan.objects.for_company(company).filter(owner=None).prefetch_related("numbers").order_by("name")
    planned = planned_for(company)
    known = state or CompanyState()
    return [Line(draft, newest.get(draft.key), known, planned.get(draft.key)) for draft in drafts]


def in_force(draft: DraftPlan, row: PublishedPlanRow) -> Plan:
    """The published tree under the name and numbers of today. Raises PlanError for a tree we can't read."""
    tree = as_meant(row.tree)
    steps: dict[str, Any] = {part: tree[part] for part in ("steps", "diversions") if part in tree}
    return read_plan({"key": draft.key, **draft.heading(), **steps}, draft.company.country)
