"""What a company has to begin with, and the rows that are made of what was carried over."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import translation

from belplan.callplan.from_freepbx.carried import Carried, Known, MenuToMake
from belplan.callplan.hours import hours_data
from belplan.exchange.models import Hours, Menu, Number, Person
from belplan.exchange.models.internal import InternalNumber
from belplan.exchange.models.shared import Shared
from belplan.exchange.numbering import refuse_hiding
from belplan.panel.phrases import translated
from belplan.publishing.plan_keeping import taken_keys
from belplan.tenancy.models import Company

_ADDRESSES = ("add", "undo")  # of the screens of hours and menus, so no keys
LONGEST = 2000  # characters of a spoken text


def known_of(company: Company) -> Known:
    """The company as it is now."""
    numbers = Number.objects.for_company(company).select_related("plan")
    shared = {"hours": Hours, "menu": Menu}
    taken = {
        kind: frozenset((*model.objects.for_company(company).values_list("key", flat=True), *_ADDRESSES))
        for kind, model in shared.items()
    }
    return Known(
        country=company.country,
        users=dict(Person.objects.for_company(company).exclude(extension="").values_list("extension", "key")),
        numbers={number.digits: number.plan.name if number.plan else "" for number in numbers},
        may_have=lambda internal: _may_have(internal, company),
        taken={**taken, "plan": frozenset(taken_keys(company))},
    )


def _may_have(internal: str, company: Company) -> bool:
    """Whether a plan can have this internal number: nobody else has it, and it hides no emergency number."""
    try:
        refuse_hiding(internal, company.country)
    except ValidationError:
        return False
    return not InternalNumber.objects.for_company(company).filter(digits=internal).exists()


def shared_of(carried: Carried, company: Company) -> list[Shared]:
    """Its opening hours and menus, not yet stored."""
    hours = [
        Hours(company=company, key=one.key, name=one.name, data={"entries": hours_data(one).get("entries", [])})
        for one in carried.hours
    ]
    return [*hours, *(_menu(one, company) for one in carried.menus)]


def _menu(menu: MenuToMake, company: Company) -> Menu:
    """With a text in the company's language."""
    with translation.override(company.language):
        said = " ".join(translated(words) for words in menu.words)[:LONGEST]
    data = {"say": said, "language": company.language, "wait": menu.wait, "tries": menu.tries, "direct": menu.direct}
    return Menu(company=company, key=menu.key, name=menu.name, data=data)
