"""Devices and trunks become the accounts that the switch knows, with what it does for them while we are away."""

from __future__ import annotations

from dataclasses import replace

import phonenumbers

from belplan.engine.dialling import emergency_numbers
from belplan.exchange.models import Device, Number, Person, Trunk
from belplan.publishing import hooks
from belplan.switch.accounts import Account, DeviceAccount, EmergencyLine, FallbackRoute, TrunkAccount
from belplan.tenancy.models import Company


def switch_accounts() -> list[Account]:
    """Every telephone and every trunk of all companies: the switch has one list of them."""
    lines = {company.pk: _emergency(company) for company in Company.objects.all()}
    devices = Device.everywhere.select_related("person__outgoing_number").order_by("account")
    trunks = Trunk.everywhere.order_by("account")
    return [*(_device(device, lines[device.company_id]) for device in devices), *map(_trunk, trunks)]


def write_switch_accounts() -> None:
    """Let the switch know every telephone and trunk, after any of them changed. Raises AccountsNotWritten."""
    hooks.store_accounts(switch_accounts(), fallback_routes())


def fallback_routes() -> list[FallbackRoute]:
    """For each number with a plan: the telephones of the plan's fallback user, else of the first administrator."""
    chosen = Number.everywhere.filter(plan__isnull=False).select_related("plan", "company").order_by("digits")
    administrators = hooks.first_administrators()
    who = {n.pk: n.plan.fallback_id or administrators.get(n.company_id) for n in chosen if n.plan}
    people = Person.everywhere.filter(pk__in={pk for pk in who.values() if pk}).prefetch_related("devices")
    accounts = {person.pk: sorted(device.account for device in person.devices.all()) for person in people}
    routes = [_fallback(number, accounts.get(who[number.pk] or 0, [])) for number in chosen]
    return [route for route in routes if route.accounts]


def _fallback(number: Number, accounts: list[str]) -> FallbackRoute:
    digits = number.digits
    national = phonenumbers.format_number(phonenumbers.parse(f"+{digits}"), phonenumbers.PhoneNumberFormat.NATIONAL)
    forms = (digits, f"00{digits}", "".join(c for c in national if c.isdigit()))
    return FallbackRoute(forms, tuple(accounts), number.company.language)


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
    return DeviceAccount(name=device.account, secret=device.secret, srtp=device.srtp, emergency=line)


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
