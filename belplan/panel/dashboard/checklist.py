"""What is still to be arranged before the exchange works, ending with a test call."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from belplan.exchange.models import Device, Number, Person
from belplan.exchange.readable import readable
from belplan.panel.plans.published import Line
from belplan.records.models import CallRecord
from belplan.tenancy.models import Company


@dataclass(frozen=True)
class Task:
    """One line: what, whether it is done, and where to do it (empty where only the provider can)."""

    text: str
    done: bool
    address: str = ""


def tasks(company: Company, plans: list[Line]) -> list[Task]:
    """In the order in which a company starts."""
    linked = Device.objects.for_company(company).exclude(person=None).exists()
    published = [plan for plan in plans if plan.version]
    return [
        Task(_("Add users"), Person.objects.for_company(company).exists(), reverse("people:add")),
        Task(_("Link a telephone to a user"), linked, reverse("devices:add")),
        Task(_("Publish a call plan"), bool(published), reverse("plans:list")),
        Task(_("Let a number lead to a published call plan"), any(p.numbers for p in published), reverse("plans:list")),
        _test_call(company, published),
    ]


def _test_call(company: Company, published: list[Line]) -> Task:
    numbers = Number.objects.for_company(company).filter(plan__key__in=[p.draft.key for p in published])
    number = numbers.order_by("digits").first()
    done = CallRecord.objects.for_company(company).filter(direction="inbound").exists()
    if number is None:
        return Task(_("Make a test call with your mobile"), done)
    shown = readable(number.digits, company.country)
    return Task(
        _("Make a test call: dial %(number)s with your mobile") % {"number": shown}, done, reverse("reports:list")
    )
