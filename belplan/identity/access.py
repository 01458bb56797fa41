"""The only way for a view to learn who asks and what they may see: every view begins with one of these.

Each raises what the middleware and Django turn into an answer: `SignInNeeded` (to the sign-in page and back),
`PasswordChangeNeeded` (to that page), `PermissionDenied` (403), `Http404`. Another company's things are not forbidden
but absent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from belplan.exchange.models import DraftPlan, Person
from belplan.identity import companies, help_consent, resets
from belplan.identity.models import Account, Factor, Role
from belplan.identity.problems import PasswordChangeNeeded, SignInNeeded

if TYPE_CHECKING:
    from belplan.tenancy.models import Company

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class CallsInSight:
    """Whose calls somebody may see: all of the company, or (`all_of_company` false) those of one person at most."""

    company: Company
    all_of_company: bool
    person: Person | None


def access_account(request: HttpRequest) -> Account:
    """Whoever is signed in, and need not choose another password first."""
    account = access_account_for_password(request)
    if account.must_change_password:
        raise PasswordChangeNeeded
    return account


def access_account_for_password(request: HttpRequest) -> Account:
    """Whoever is signed in, even while another password is due: for that page alone."""
    if not isinstance(request.user, Account):
        raise SignInNeeded
    return request.user


def access_company(request: HttpRequest) -> Company:
    """The company, for its administrators only; for who helps another with its consent, that one."""
    account = access_account(request)
    if not account.is_administrator:
        raise PermissionDenied
    return help_consent.company_helped(request, account) or account.company


def access_colleague(request: HttpRequest, pk: int) -> Person:
    """Somebody of one's own company, or of the company that one helps with its consent; whatever one's role. Or 404."""
    account = access_account(request)
    company = help_consent.company_helped(request, account) or account.company
    return get_object_or_404(Person.objects.for_company(company), pk=pk)


def access_own_factor(request: HttpRequest, pk: int) -> Factor:
    """One of one's own factors, or 404."""
    return get_object_or_404(access_account(request).factors, pk=pk)


def access_served_companies(request: HttpRequest) -> QuerySet[Company]:
    """All companies for the operator, the served ones for a reseller; for nobody else."""
    account = access_account(request)
    if account.role not in (Role.OPERATOR, Role.RESELLER):
        raise PermissionDenied
    return companies.served_by(account)


def access_served_company(request: HttpRequest, key: str) -> Company:
    """One of them, or 404."""
    return get_object_or_404(access_served_companies(request), key=key)


def access_operator(request: HttpRequest) -> Account:
    """The platform's operator."""
    account = access_account(request)
    if account.role != Role.OPERATOR:
        raise PermissionDenied
    return account


def access_account_to_reset(request: HttpRequest, pk: int) -> Account:
    """An account whose factors this person may reset: users for their administrator, administrators for the operator.

    Never one's own: who has a factor uses it.
    """
    asker = access_account(request)
    target = get_object_or_404(Account, pk=pk)
    if not resets.may_reset(asker, target):
        raise Http404
    return target


def access_calls(request: HttpRequest) -> CallsInSight:
    """The company's calls for an administrator, one's own for a user: colleagues' calls are private."""
    account = access_account(request)
    helped = help_consent.company_helped(request, account)
    if helped:
        return CallsInSight(helped, True, None)
    return CallsInSight(account.company, account.is_administrator, account.person)


def access_own_calls(request: HttpRequest) -> CallsInSight:
    """One's own calls and company, whatever one's role: the user panel's."""
    account = access_account(request)
    return CallsInSight(account.company, False, account.person)


def access_plan(request: HttpRequest, key: str) -> DraftPlan:
    """A call plan to edit and publish: any of the company's for its administrators, for users their own alone."""
    account = access_account(request)
    if account.is_administrator:
        return get_object_or_404(_plans(access_company(request)), key=key)
    own = _plans(account.company).filter(key=key, owner=account.person).first() if account.person else None
    if own is None:
        raise PermissionDenied
    return own


def access_plan_parts(request: HttpRequest) -> Company:
    """The company whose people, hours and sounds a plan may use: for its administrators, and users with an own plan."""
    account = access_account(request)
    if account.is_administrator:
        return access_company(request)
    if account.person is None or not _plans(account.company).filter(owner=account.person).exists():
        raise PermissionDenied
    return account.company


def _plans(company: Company) -> QuerySet[DraftPlan]:
    rows = DraftPlan.objects.for_company(company).select_related("company", "fallback", "owner")
    return rows.prefetch_related("numbers")


def access_one(rows: QuerySet[Row], **by: object) -> Row:
    """One of rows that are already the company's own, or 404."""
    return get_object_or_404(rows, **by)
