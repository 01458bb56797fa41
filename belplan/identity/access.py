"""The only way for a view to learn who asks and what they may see: every view begins with one of these.

Each raises what the middleware and Django turn into an answer: `SignInNeeded` (to the sign-in page and back),
`PermissionDenied` (403), `Http404`. Another company's things are not forbidden but absent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from belplan.identity.models import Account

if TYPE_CHECKING:
    from belplan.exchange.models import Person
    from belplan.tenancy.models import Company

Row = TypeVar("Row", bound=Model)


class SignInNeeded(Exception):
    """Nobody is signed in here."""


@dataclass(frozen=True)
class CallsInSight:
    """Whose calls somebody may see: all of the company, or (`all_of_company` false) those of one person at most."""

    company: Company
    all_of_company: bool
    person: Person | None


def access_account(request: HttpRequest) -> Account:
    """Whoever is signed in."""
    if not isinstance(request.user, Account):
        raise SignInNeeded
    return request.user


def access_company(request: HttpRequest) -> Company:
    """The company, for its administrators only."""
    account = access_account(request)
    if not account.is_administrator:
        raise PermissionDenied
    return account.company


def access_calls(request: HttpRequest) -> CallsInSight:
    """The company's calls for an administrator, one's own for a user: colleagues' calls are private."""
    account = access_account(request)
    return CallsInSight(account.company, account.is_administrator, account.person)


def access_one(rows: QuerySet[Row], **by: object) -> Row:
    """One of rows that are already the company's own, or 404."""
    return get_object_or_404(rows, **by)
