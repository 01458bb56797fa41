"""Several draft plans at once, with the opening hours and menus that they use: all of them, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from belplan.callplan.plan import Plan
from belplan.exchange.drafts import store_draft
from belplan.exchange.models.shared import Shared
from belplan.publishing import library
from belplan.publishing.arranging import arranged
from belplan.publishing.publish import By
from belplan.tenancy.models import Company, note_change


def keep_drafts(company: Company, plans: Sequence[Plan], shared: Iterable[Shared], by: By) -> None:
    """Make plans that no call comes to before they are published. Raises ValidationError, with nothing changed."""
    with arranged(company) as now:
        for row in shared:
            library.save(row, by, "")
        for plan in plans:
            draft = store_draft(now, plan)
            what = f"call plan {plan.key} added"
            note_change(now, who=by.who, what=what, origin=by.origin, after=draft.text_form())
