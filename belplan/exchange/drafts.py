"""Stores a call plan, as read from its text form, as the company's draft."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from belplan.callplan.editing.tree import replaced
from belplan.callplan.plan import Plan
from belplan.callplan.textform import plan_data
from belplan.exchange.models import DraftPlan, Number, Person
from belplan.tenancy.models import Company


def store_draft(company: Company, plan: Plan) -> DraftPlan:
    """Make or replace the draft with the plan's key, and link exactly the plan's numbers to it.

    Raises ValidationError, by field, with nothing changed.
    """
    data = plan_data(plan)
    with transaction.atomic():
        draft = DraftPlan.objects.for_company(company).filter(key=plan.key).first()
        draft = draft or DraftPlan(company=company, key=plan.key)
        draft.name, draft.internal = plan.name, plan.internal
        draft.fallback = Person.objects.for_company(company).filter(key=plan.fallback).first()
        draft.owner = Person.objects.for_company(company).filter(key=plan.owner).first()
        steps: dict[str, Any] = {part: data[part] for part in ("diversions", "steps") if part in data}
        draft.tree = replaced(draft.tree, steps)
        draft.edits += 1
        draft.store()
        link_numbers(draft, plan.numbers)
    return draft


def link_numbers(draft: DraftPlan, wanted: tuple[str, ...]) -> None:
    """Let exactly these numbers of the company lead to the plan. Raises ValidationError, on `numbers`."""
    if wanted and draft.owner:
        raise ValidationError({"numbers": _("A user's own route has no numbers: it is reached by calling them.")})
    numbers = Number.objects.for_company(draft.company)
    numbers.filter(plan=draft).exclude(digits__in=wanted).update(plan=None)
    for digits in wanted:
        number = numbers.filter(digits=digits).select_related("plan").first()
        if number is None:
            raise _refused(_("%(number)s is not a number of this company: add it first, or leave it out."), digits)
        if number.plan not in (None, draft):
            message = _("%(number)s is linked to call plan %(plan)s: take it from there first.")
            raise _refused(message, digits, str(number.plan))
        number.plan = draft
        number.store()


def _refused(message: str, number: str, plan: str = "") -> ValidationError:
    return ValidationError({"numbers": message % {"number": number, "plan": plan}})
