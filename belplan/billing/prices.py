"""The platform's price list: kept by the operator, changed from a coming day on, so that no day passed is touched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from belplan.billing.charges import Rate
from belplan.billing.models import Price
from belplan.tenancy.models import Company, note_change

CURRENCY = "EUR"


@dataclass(frozen=True)
class Operator:
    """Who changes the list, and from where; it stands in the audit log of their own company."""

    who: str
    company: Company
    origin: str


def rates() -> dict[str, tuple[Rate, ...]]:
    """What each function costs since when, in order of time; a function without any is free."""
    found: dict[str, tuple[Rate, ...]] = {}
    for price in Price.objects.order_by("since"):
        found[price.function] = (*found.get(price.function, ()), Rate(price.since, price.cents))
    return found


def plan(function: str, cents: int, since: date, *, today: date, by: Operator) -> None:
    """Let a function cost this from a coming day on; what was planned for that very day makes place.

    Raises ValidationError({"since": …}).
    """
    if since <= today:
        raise ValidationError({"since": _("Choose a day to come: what a day costs is fixed once it has begun.")})
    with transaction.atomic():
        Price.objects.update_or_create(function=function, since=since, defaults={"cents": cents})
        after = {"cents_a_month": cents, "from": since.isoformat()}
        note_change(by.company, who=by.who, what=f"price of {function}", origin=by.origin, after=after)


def call_off(price: Price, *, today: date, by: Operator) -> None:
    """Forget a price that has not begun yet. Raises ValidationError for one that has."""
    if price.since <= today:
        raise ValidationError(_("This price holds already: plan another one from a day to come."))
    with transaction.atomic():
        before = {"cents_a_month": price.cents, "from": price.since.isoformat()}
        what = f"price of {price.function} called off"
        note_change(by.company, who=by.who, what=what, origin=by.origin, before=before)
        price.delete()
