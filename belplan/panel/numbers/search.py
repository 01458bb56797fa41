"""Finding a company's external numbers by what somebody pastes."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from belplan.exchange.models import Number, Person
from belplan.exchange.numbering import normalise
from belplan.tenancy.models import Company


def found(company: Company, words: str) -> QuerySet[Number]:
    """Those with these digits, written in any usual form, or whose call plan has the words in its name."""
    numbers = Number.objects.for_company(company).select_related("plan")
    if words:
        numbers = numbers.filter(_digits(company, words) | Q(plan__name__icontains=words))
    shown = Person.objects.for_company(company).filter(outgoing_number=OuterRef("pk")).order_by()
    counted = shown.values("outgoing_number").annotate(count=Count("pk")).values("count")
    return numbers.annotate(shown_by=Coalesce(Subquery(counted), 0)).order_by("digits")


def with_digits(company: Company, words: str) -> QuerySet[Number]:
    """Those with these digits, written in any usual form; all where there are none."""
    numbers = Number.objects.for_company(company)
    return numbers.filter(_digits(company, words)) if words else numbers


def _digits(company: Company, words: str) -> Q:
    if re.search(r"[^\d\s+()./-]", words):
        return Q(pk__in=[])
    try:
        return Q(digits=normalise(words, company.country))
    except ValidationError:  # a part of one
        digits = re.sub(r"\D", "", words).removeprefix("00").lstrip("0")
        return Q(digits__contains=digits) if digits else Q(pk__in=[])
