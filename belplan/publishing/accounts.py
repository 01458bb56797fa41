"""Devices and trunks become the accounts that the switch knows, with what it does for them while we are away."""

from __future__ import annotations

from dataclasses import replace

import phonenumbers
from django.db import transaction
from django.db.models import QuerySet

from belplan.engine.dialling import emergency_numbers
from belplan.exchange.models import Device, Number, Person, Trunk
from belplan.publishing import hooks
from belplan.publishing.touched import Touched
from belplan.switch.accounts import Account, DeviceAccount, EmergencyLine, FallbackRoute, TrunkAccount
from belplan.tenancy.models import Company


def write_switch_accounts() -> None:
    """Let the switch know exactly the telephones and trunks of all companies: at the start, and after a change of many.

    Nobody changes any meanwhile. Raises AccountsNotWritten.
    """
    with transaction.atomic():
        companies = list(Company.objects.select_for_update().order_by("pk"))
        lines = {company.pk: _emergency(company) for company in companies}
        devices = Device.everywhere.select_related("person__outgoing_number", "company").order_by("account")
        accounts = [_device(device, lines[device.company_id]) for device in devices]
        trunks = map(_trunk, Trunk.everywhere.order_by("account"))
        hooks.store_accounts([*accounts, *trunks], fallback_routes(Number.everywhere.all()))


def write_accounts_of(touched: Touched) -> None:
    """Let the switch know what changed: these telephones, and who rings for the numbers that lead to these people.

    Within the transaction that changes them, which holds the company's lock. Raises AccountsNotWritten.
    """
    company = touched.company
    line = _emergency(company)
    devices = touched.devices().select_related("person__outgoing_number", "company").order_by("account")
    accounts: list[Account] = [_device(device, line) for device in devices]
    accounts += map(_trunk, touched.trunks())
    routes = fallback_routes(Number.objects.for_company(company).filter(digits__in=touched.numbers))
    without = touched.numbers - {route.numbers[0] for route in routes}
    routes += [FallbackRoute(_forms(digits), (), company.language) for digits in sorted(without)]
    hooks.store_accounts(accounts, routes, sorted(touched.accounts - {account.name for account in accounts}))


def fallback_routes(numbers: QuerySet[Number]) -> list[FallbackRoute]:
    """For each of them with a plan: the telephones of the plan's fallback user, else of the first administrator."""
    chosen = numbers.filter(plan__isnull=False).select_related("plan", "company").order_by("digits")
    administrators = hooks.first_administrators()
    who = {n.pk: n.plan.fallback_id or administrators.get(n.company_id) for n in chosen if n.plan}
    people = Person.everywhere.filter(pk__in={pk for pk in who.values() if pk}).prefetch_related("devices")
    accounts = {person.pk: sorted(device.account for device in person.devices.all()) for person in people}
    told = ((number, tuple(accounts.get(who[number.pk] or 0, []))) for number in chosen)
    return [FallbackRoute(_forms(number.digits), ring, number.company.language) for number, ring in told if ring]


def _forms(digits: str) -> tuple[str, ...]:
    """A number in all the forms in which carriers send it."""
    national = phonenumbers.format_number(phonenumbers.parse(f"+{digits}"), phonenumbers.PhoneNumberFormat.NATIONAL)
    return digits, f"00{digits}", "".join(c for c in national if c.isdigit())


def _emergency(company: Company) -> EmergencyLine | None:
    """The line that calls take (engine.companies.Company.trunk), and the company's first number."""
    trunk = Trunk.objects.for_company(company).order_by("key").first()
    number = Number.objects.for_company(company).order_by("digits").first()
    if trunk is None:
        return None
    return EmergencyLine(trunk.account, number.digits if number else "", emergency_numbers(company.country))


def _device(device: Device, line: EmergencyLine | None) -> DeviceAccount:
    own = device.person.outgoing_number if device.person else None
    if line and own:
        line = replace(line, caller=own.digits)
    return DeviceAccount(
        name=device.account,
        secret=device.secret,
        srtp=device.srtp,
        srtp_only=device.srtp_only,
        emergency=line,
        group=device.company.key,
    )


def _trunk(trunk: Trunk) -> TrunkAccount:
    return TrunkAccount(
        name=trunk.account,
        host=trunk.host,
        port=trunk.port,
        addresses=tuple(trunk.addresses),
        username=trunk.username,
        secret=trunk.secret,
        register=trunk.register,
    )
