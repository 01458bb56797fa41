"""Call plans are made, renamed, given numbers and removed: in force at once for engine and switch, or not at all."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from belplan.exchange.drafts import link_numbers
from belplan.exchange.models import DraftPlan
from belplan.publishing.arranging import arranged, free_key, still_new
from belplan.publishing.in_use import plans_with
from belplan.publishing.models import PublishedPlanRow
from belplan.tenancy.models import Company, note_change


@dataclass(frozen=True)
class Keeper:
    """Who does it, and from where (an address)."""

    who: str
    origin: str


def keep_plan(draft: DraftPlan, numbers: tuple[str, ...], by: Keeper) -> None:
    """Make or change a plan's name, internal number, fallback user and numbers; a new one gets its key here.

    Raises ValidationError, by field, with nothing changed.
    """
    new = draft.pk is None
    if new:
        draft.key = free_key(draft.name, taken_keys(draft.company), otherwise="plan", longest=64)
    before = None if new else _facts(DraftPlan.objects.for_company(draft.company).get(pk=draft.pk))
    with still_new(draft) if new else nullcontext(), arranged(draft.company) as company:
        draft.full_clean()
        draft.save(**({} if new else {"update_fields": ["name", "internal", "fallback"]}))  # edits go on meanwhile
        link_numbers(draft, numbers)
        what = f"call plan {draft.key} {'added' if new else 'changed'}"
        note_change(company, who=by.who, what=what, origin=by.origin, before=before, after=_facts(draft))


def remove_plan(draft: DraftPlan, by: Keeper) -> None:
    """Remove a plan that no caller can reach any more. Raises ValidationError naming what still leads to it."""
    numbers = list(draft.numbers.values_list("digits", flat=True))
    if numbers:
        message = _("%(numbers)s still leads to this plan: take the numbers away first.")
        raise ValidationError(message, params={"numbers": ", ".join(numbers)})
    if used := [name for name in plans_with(draft.company, "plan", draft.key) if name != draft.name]:
        message = _("%(name)s is used in %(plans)s: take it out there first.")
        raise ValidationError(message, params={"name": draft.name, "plans": ", ".join(used)})
    with arranged(draft.company) as company:
        what = f"call plan {draft.key} removed"
        before = {**_facts(draft), "steps": draft.text_form()}
        note_change(company, who=by.who, what=what, origin=by.origin, before=before)
        draft.delete()


def taken_keys(company: Company) -> set[str]:
    """Keys of all plans there are or were: a new plan never takes up the versions of one that was removed."""
    drafts = DraftPlan.objects.for_company(company).values_list("key", flat=True)
    return {*drafts, *PublishedPlanRow.objects.for_company(company).values_list("key", flat=True)}


def _facts(draft: DraftPlan) -> dict[str, object]:
    return draft.heading()
