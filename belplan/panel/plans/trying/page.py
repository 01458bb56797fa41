"""What the pages that try a plan have in common: what is tried, and the form, or what is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from belplan.exchange.models import DraftPlan
from belplan.identity.access import access_company, access_one
from belplan.panel.names import Names, names_of
from belplan.panel.plans.parties import parties
from belplan.panel.plans.refusal import Refusal, refusal
from belplan.panel.plans.trying.form import PlanCallForm, own_numbers
from belplan.panel.plans.trying.trial import DRAFT, Trial, trial, wanted
from belplan.publishing.models import PublishedPlanRow
from belplan.publishing.problems import PublishError

if TYPE_CHECKING:
    from django.http import QueryDict


@dataclass(frozen=True)
class Trying:
    """One page. `trial` is None where the draft is not ready: `refused` says which steps keep it from that."""

    draft: DraftPlan
    names: Names
    of: str
    trial: Trial | None
    refused: Refusal | None

    def form(self, kind: type[PlanCallForm], data: QueryDict | None) -> PlanCallForm:
        """The question, with a field for everybody who may ring."""
        plan = self.trial.plan if self.trial else None
        return kind(self.draft, plan, parties(self.draft.company, self.names, plan), data)

    def context(self) -> dict[str, Any]:
        """For the head of the page."""
        rows = PublishedPlanRow.objects.for_company(self.draft.company).filter(key=self.draft.key)
        return {
            "draft": self.draft,
            "of": self.of,
            "of_draft": self.of == DRAFT,
            "published": rows.exists(),
            "refused": self.refused,
            "reachable": bool(own_numbers(self.draft)),
        }


def trying(request: HttpRequest, key: str) -> Trying:
    """Read what the address asks for."""
    rows = DraftPlan.objects.for_company(access_company(request)).select_related("company")
    draft = access_one(rows, key=key)
    names, of = names_of(draft.company), wanted(request.GET, draft)
    try:
        return Trying(draft, names, of, trial(draft, of), None)
    except PublishError as error:
        return Trying(draft, names, of, None, refusal(error, draft, names))
