"""Checks call plans against what their company has, without publishing them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from belplan.callplan.checks import check
from belplan.callplan.plan import Finding, Plan, PlanError
from belplan.callplan.textform import read_plan
from belplan.exchange.drafts import store_draft
from belplan.exchange.models import DraftPlan
from belplan.publishing.directory import directory_of
from belplan.publishing.problems import field_findings, no_such_plan, not_ready
from belplan.publishing.snapshots import published_plans
from belplan.tenancy.models import Company


def check_draft(draft: DraftPlan) -> tuple[Finding, ...]:
    """All that keeps a draft from being published; empty when it may be."""
    company = draft.company
    try:
        plan = read_plan(draft.text_form(), company.country)
    except PlanError as error:
        return error.findings
    return check(plan, directory_of(company), other_plans(company, draft.key))


def check_plan(company: Company, plan: Plan) -> tuple[Finding, ...]:
    """The same for a plan that is not stored: also whether the company could store it. Nothing is stored."""
    with transaction.atomic():
        refused = _refused(company, plan)
        found = check(plan, directory_of(company), other_plans(company, plan.key))
        transaction.set_rollback(True)
    return (*refused, *found)


def _refused(company: Company, plan: Plan) -> tuple[Finding, ...]:
    try:
        store_draft(company, plan)
    except ValidationError as error:
        return field_findings(error)
    return ()


def find_draft(company: Company, key: str) -> DraftPlan:
    """The draft with this key. Raises PublishError."""
    draft = DraftPlan.objects.for_company(company).filter(key=key).first()
    if draft is None:
        raise no_such_plan(company.name, key)
    return draft


def read_draft(company: Company, key: str) -> Plan:
    """The plan that a draft holds. Raises PublishError, with findings where it cannot be read."""
    try:
        return read_plan(find_draft(company, key).text_form(), company.country)
    except PlanError as error:
        raise not_ready(error.findings) from error


def other_plans(company: Company, key: str) -> dict[str, Plan]:
    """The company's other plans as calls run them."""
    return {entry.key: read_plan(entry.tree) for entry in published_plans(company, but=key)}
