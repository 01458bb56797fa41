"""The demo company: people, telephones, numbers and call plans to try the exchange with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction

from belplan.callplan.textform import read_yaml
from belplan.exchange.models import Device, Hours, Menu, Number, Person, PhonebookEntry, Trunk
from belplan.publishing.accounts import write_switch_accounts
from belplan.publishing.models import PublishedPlanRow
from belplan.publishing.publish import By, publish_plan
from belplan.publishing.snapshots import write_snapshot
from belplan.tenancy.models import Company, TenantModel

Row = TypeVar("Row", bound=TenantModel)

KEY = "demo"
MAIN_NUMBER = "3225805000"
RECEPTION_NUMBER = "3225805001"
PLANS = Path(__file__).parent / "plans"
PUBLISH_FIRST = ("receptie", "hoofdnummer")  # a plan goes after those that it forwards to

PEOPLE = (  # key, name, extension, number shown when calling out
    ("ann", "Ann Peeters", "201", MAIN_NUMBER),
    ("bart", "Bart Claes", "202", MAIN_NUMBER),
    ("receptie", "Receptie", "200", RECEPTION_NUMBER),
    ("els", "Els Maes", "203", MAIN_NUMBER),
)
DEVICES = (  # key, name, whose
    ("ann", "Toestel Ann", "ann"),
    ("bart", "Toestel Bart", "bart"),
    ("receptie", "Toestel receptie", "receptie"),
    ("els", "Toestel Els", "els"),
    ("draagbaar", "Draagbaar toestel", "bart"),
    ("balie", "Toestel balie", "receptie"),
)
HOURS = (  # key, name, from, to, on working days
    ("kantooruren", "Kantooruren", "09:00", "17:00"),
    ("lunchpauze", "Lunchpauze", "12:00", "13:00"),
)
LUNCH = {"say": "Kies 1 voor support, 2 voor administratie, 3 voor sales.", "language": "nl", "wait": 3}


def create(
    *,
    carrier_host: str = "127.0.0.2",
    carrier_port: int = 5070,
    carrier_addresses: Sequence[str] = ("127.0.0.2",),
) -> Company:
    """Make what is missing of the demo company; what is there stays as people changed it.

    Only the carrier follows the arguments (its host, UDP port and the addresses that its calls come from). Raises
    PublishError, OSError or AccountsNotWritten.
    """
    with transaction.atomic():
        company = _company()
        _arrange(company)
        _carrier(company, carrier_host, carrier_port, carrier_addresses)
    _publish_missing(company)
    write_snapshot(company)
    write_switch_accounts()
    return company


def _company() -> Company:
    company = Company.objects.filter(key=KEY).first()
    if company is None:
        company = Company(key=KEY, name="Demo bv", demo=True, require_second_factor=False)  # to try it in a minute
        company.full_clean()
        company.save()
    return company


def _arrange(company: Company) -> None:
    for key, name, start, end in HOURS:
        data = {"entries": [{"days": "mon-fri", "from": start, "to": end}]}
        _once(company, Hours, key=key, fields={"name": name, "data": data})
    _once(company, Menu, key="lunch", fields={"name": "Lunchmenu", "data": LUNCH})
    numbers = {digits: _once(company, Number, digits=digits, fields={}) for digits in (MAIN_NUMBER, RECEPTION_NUMBER)}
    people = {key: _person(company, key, name, extension, numbers[out]) for key, name, extension, out in PEOPLE}
    for key, name, whose in DEVICES:
        _once(company, Device, key=key, fields={"name": name, "person": people[whose]})
    _once(company, PhonebookEntry, number="32475112233", fields={"name": "Wim Jacobs"})


def _person(company: Company, key: str, name: str, extension: str, outgoing: Number) -> Person:
    fields = {"name": name, "extension": extension, "email": f"{key}@demo.example", "outgoing_number": outgoing}
    return _once(company, Person, key=key, fields=fields)


def _once(company: Company, model: type[Row], *, fields: dict[str, Any], **found_by: str) -> Row:
    row = model.objects.for_company(company).filter(**found_by).first()
    return row or model(company=company, **found_by, **fields).store()


def _carrier(company: Company, host: str, port: int, addresses: Sequence[str]) -> None:
    trunk = Trunk.objects.for_company(company).filter(key="carrier").first()
    trunk = trunk or Trunk(company=company, key="carrier", name="Telecomoperator")
    trunk.host, trunk.port, trunk.addresses = host, port, list(addresses)
    trunk.store()


def _publish_missing(company: Company) -> None:
    published = PublishedPlanRow.objects.for_company(company)
    by = By(who="belplan demo", origin="set-up", note="first version")
    for key in PUBLISH_FIRST:
        if not published.filter(key=key).exists():
            publish_plan(company, read_yaml((PLANS / f"{key}.yaml").read_text(), company.country), by)
