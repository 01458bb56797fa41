"""Opening another company's panel to help: only while that company allows it, and it sees who did."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from belplan.identity import companies
from belplan.identity.factors.base import Where
from belplan.identity.models import Account, HelpConsent
from belplan.identity.policy import HELP_MOST
from belplan.tenancy.models import Company, note_change

HELPING = "helping"  # in the session: the key of the company helped


class NoConsent(Exception):
    """The company does not allow it (any more)."""


def give(account: Account, span: timedelta, where: Where, now: datetime) -> HelpConsent:
    """An administrator allows help for a time, a week at most; an earlier consent ends. Raises ValueError beyond."""
    if not timedelta() < span <= HELP_MOST:
        raise ValueError(f"Consent lasts at most {HELP_MOST.days} days.")
    _live(account.company, now).update(ends=now)
    consent = HelpConsent(company=account.company, given_by=account.login, given=now, ends=now + span).store()
    note_change(
        account.company, who=account.login, what="help allowed", origin=where.address, after=consent.ends.isoformat()
    )
    return consent


def withdraw(account: Account, where: Where, now: datetime) -> None:
    """Whoever helps is out at their next click."""
    if _live(account.company, now).update(ends=now):
        note_change(account.company, who=account.login, what="help no longer allowed", origin=where.address)


def current(company: Company, now: datetime) -> HelpConsent | None:
    """The consent that holds now."""
    return _live(company, now).first()


def open_panel(request: HttpRequest, helper: Account, company: Company, where: Where, now: datetime) -> None:
    """The helper's next pages are this company's. Raises NoConsent."""
    if not _may_help(helper, company, now):
        raise NoConsent
    request.session[HELPING] = company.key
    note_change(company, who=f"{helper.login} ({helper.company})", what="panel opened to help", origin=where.address)


def leave(request: HttpRequest) -> None:
    """Back to one's own company."""
    request.session.pop(HELPING, None)


def company_helped(request: HttpRequest, account: Account) -> Company | None:
    """The company whose panel this session shows instead of its own, while that is allowed."""
    key = request.session.get(HELPING)
    company = Company.objects.filter(key=key).first() if key else None
    if company is None or not _may_help(account, company, timezone.now()):
        request.session.pop(HELPING, None)
        return None
    return company


def _may_help(helper: Account, company: Company, now: datetime) -> bool:
    served = companies.served_by(helper).filter(pk=company.pk).exists()
    return served and current(company, now) is not None


def _live(company: Company, now: datetime) -> QuerySet[HelpConsent]:
    return HelpConsent.objects.for_company(company).filter(ends__gt=now)
