"""A company's external numbers: given, taken back, and led to a call plan; in force at once, or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from belplan.exchange.models import DraftPlan, Number
from belplan.publishing.arranging import arranged
from belplan.publishing.plan_keeping import Keeper
from belplan.tenancy.models import Company, note_change


def give_numbers(company: Company, typed: Sequence[str], by: Keeper) -> list[str]:
    """Give the company these numbers, typed in any usual form: their digits.

    All or none. Raises ValidationError, on `numbers`, naming each line that is wrong.
    """
    wrong: list[str] = []
    with arranged(company) as now:
        given = []
        for text in typed:
            try:
                given.append(Number(company=now, digits=text).store().digits)
            except ValidationError as problem:
                wrong += [f"{text}: {message}" for message in problem.messages]
        if wrong:
            raise ValidationError({"numbers": wrong})
        note_change(now, who=by.who, what="numbers given", origin=by.origin, after=given)
    return given


def take_number(number: Number, by: Keeper) -> None:
    """It leads nowhere any more, and who showed it shows the company's first number. Raises ValidationError."""
    with arranged(number.company) as company:
        plan = number.plan.key if number.plan else ""
        before = {"number": number.digits, "plan": plan}
        note_change(company, who=by.who, what="number taken back", origin=by.origin, before=before)
        number.delete()


def lead_number(number: Number, plan: DraftPlan | None, by: Keeper) -> None:
    """Let callers of this number come to another call plan, or (None) be refused.

    Raises ValidationError.
    """
    if plan and plan.owner:
        raise ValidationError({"plan": _("A user's own route has no numbers: it is reached by calling them.")})
    with arranged(number.company) as company:
        before = number.plan.key if number.plan else ""
        number.plan = plan
        number.store()
        what = f"number {number.digits} led elsewhere"
        after = plan.key if plan else ""
        note_change(company, who=by.who, what=what, origin=by.origin, before=before, after=after)
