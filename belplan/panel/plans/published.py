"""What of a company's call plans is in force: the newest published version of each."""

from __future__ import annotations

from dataclasses import dataclass

from belplan.callplan.plan import Plan
from belplan.callplan.textform import read_plan
from belplan.exchange.models import DraftPlan
from belplan.publishing.models import PublishedPlanRow
from belplan.tenancy.models import Company


@dataclass(frozen=True)
class Line:
    """A call plan as the list shows it. `version` is None until it is published for the first time."""

    draft: DraftPlan
    version: PublishedPlanRow | None

    @property
    def numbers(self) -> list[str]:
        return [number.digits for number in self.draft.numbers.all()]

    @property
    def diversion_on(self) -> str:
        """The name of the diversion that is on in the published version, or empty."""
        diversions = self.version.tree.get("diversions", []) if self.version else []
        return next((str(d["name"]) for d in diversions if d.get("on")), "")


def lines(company: Company) -> list[Line]:
    """All call plans of the company, by name."""
    newest: dict[str, PublishedPlanRow] = {}
    for row in PublishedPlanRow.objects.for_company(company).order_by("version"):
        newest[row.key] = row
    drafts = DraftPlan.objects.for_company(company).prefetch_related("numbers").order_by("name")
    return [Line(draft, newest.get(draft.key)) for draft in drafts]


def in_force(draft: DraftPlan, row: PublishedPlanRow) -> Plan:
    """The published tree under the name and numbers of today. Raises PlanError for a tree we can't read."""
    steps = {part: row.tree[part] for part in ("steps", "diversions") if part in row.tree}
    return read_plan({"key": draft.key, **draft.heading(), **steps}, draft.company.country)
