"""Finding people by what somebody remembers of them."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from belplan.exchange.models import Device, Number, Person
from belplan.exchange.numbering import normalise
from belplan.exchange.readable import readable
from belplan.tenancy.models import Company

SHORTEST = 3  # digits of an external number that say something


def found(company: Company, words: str) -> QuerySet[Person]:
    """People with all the words in their name, or the text in a number or a telephone's name; by name."""
    people = Person.objects.for_company(company)
    if words:
        people = people.filter(_named(words) | Q(extension__contains=words) | _device(company, words))
        people = people | Person.objects.for_company(company).filter(_number(company, words))
    return people.select_related("outgoing_number").prefetch_related("devices", "accounts").order_by("name", "pk")


def with_number(person: Person) -> str:
    """As one is chosen: Ann Peeters (201)."""
    return f"{person.name} ({person.extension})"


def _named(words: str) -> Q:
    matches = Q()
    for word in words.split():
        matches &= Q(name__icontains=word)
    return matches


def _device(company: Company, words: str) -> Q:
    named = Device.objects.for_company(company).filter(name__icontains=words)
    return Q(pk__in=named.filter(person__isnull=False).values("person"))


def _number(company: Company, words: str) -> Q:
    """As people write it: 02 580 50 01 finds 3225805001."""
    if re.search(r"[^\d\s+()./-]", words):
        return Q(pk__in=[])
    digits = re.sub(r"\D", "", words).lstrip("0")
    if len(digits) < SHORTEST:
        return Q(pk__in=[])
    outgoing = Number.objects.for_company(company).filter(digits__contains=digits)
    return Q(outgoing_number__in=outgoing.values("pk")) | Q(mobile__contains=digits)


def readable_number(number: Number, country: str) -> str:
    """As one is chosen."""
    return readable(number.digits, country)


def means_number(text: str, country: str) -> Q:
    """The number that somebody typed in any usual form."""
    try:
        return Q(digits=normalise(text, country))
    except ValidationError:
        return Q(pk__in=[])


def numbers_with(company: Company, words: str) -> QuerySet[Number]:
    """External numbers of the company that hold these digits."""
    digits = re.sub(r"\D", "", words).lstrip("0")
    return Number.objects.for_company(company).filter(digits__contains=digits)
