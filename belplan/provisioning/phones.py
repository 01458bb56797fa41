"""A device of the exchange, as its brand's files need to know it."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.utils.translation import override

from belplan.exchange.models import Device, DraftPlan, Person, PhonebookEntry
from belplan.exchange.models.line_keys import LineKey
from belplan.exchange.numbering import VOICEMAIL
from belplan.exchange.readable import readable
from belplan.provisioning.brand import Brand, Contact, Phone
from belplan.provisioning.brands.linphone import GENERIC, LINPHONE
from belplan.provisioning.catalogue import brand
from belplan.provisioning.models import CompanyAddress, Provisioning
from belplan.provisioning.zones import zone
from belplan.tenancy.models import Company


def brand_of(device: Device) -> Brand | None:
    """The brand, where we can provision this type of telephone; of a general one, that of the app that we can."""
    found = LINPHONE if device.brand == GENERIC else brand(device.brand)
    return found if found and found.model(device.type) else None


def phone(device: Device, base: str, *, with_secret: bool) -> Phone:
    """What the files of `device` are written from; `base` is the address that it fetched from, ending in /.

    Raises LookupError for a type that we do not provision, OSError for a time zone that telephones cannot be told.
    """
    found = brand_of(device)
    model = found.model(device.type) if found else None
    if model is None:
        raise LookupError(f"{device.brand} {device.type} is not provisioned.")
    company, person, here = device.company, device.person, settings.ENVIRONMENT
    return Phone(
        mac=device.mac,
        model=model,
        name=_printable(person.name if person else device.name),
        extension=person.extension if person else "",
        account=device.account,
        secret=device.secret if with_secret else None,
        server=here.sip_host,
        port=here.tls_port if device.transport == "tls" else here.sip_port,
        transport=device.transport,
        srtp=device.srtp,
        srtp_only=device.srtp_only,
        language=person.language if person else company.language,
        country=company.country,
        zone=zone(company.timezone),
        keys=tuple(_printable_key(key) for key in device.keys) or (LineKey("line"),),
        base=base,
        voicemail=VOICEMAIL,
        contacts=lambda: contacts(company, person.language if person else company.language),
    )


def contacts(company: Company, language: str) -> Sequence[Contact]:
    """The company's phonebook for its telephones: colleagues and call plans by internal number, then shared contacts.

    Each part is sorted by name. `language`: of the word behind a name that has several numbers.
    """
    with override(language):
        return [*_people(company), *_plans(company), *_shared(company)]


def _people(company: Company) -> Iterator[Contact]:
    people = Person.objects.for_company(company).exclude(extension="").order_by("name", "extension")
    for name, number in people.values_list("name", "extension"):
        yield Contact(_printable(name), number)


def _plans(company: Company) -> Iterator[Contact]:
    """By their internal number; one without, by the number that people outside dial."""
    for plan in DraftPlan.objects.for_company(company).order_by("name").prefetch_related("numbers"):
        number = plan.internal or next((_dialled(number.digits, company) for number in plan.numbers.all()), "")
        if number:
            yield Contact(_printable(plan.name), number)


def _shared(company: Company) -> Iterator[Contact]:
    rows = list(PhonebookEntry.objects.for_company(company).order_by("name", "number"))
    times = Counter(row.name for row in rows)
    for row in rows:
        told = f"{row.name} ({row.get_kind_display()})" if row.kind and times[row.name] > 1 else row.name
        yield Contact(_printable(told), _dialled(row.number, company))


def company_base(company: Company) -> str:
    """The address for the DHCP server: the same for all telephones of the company. Made when first asked for."""
    row, _ = CompanyAddress.objects.for_company(company).get_or_create(company=company)
    return base(row.token)


def device_base(row: Provisioning) -> str:
    """The address to type into the telephone itself."""
    return base(row.token)


def base(token: str) -> str:
    """The address under which everything for the bearer of this token lies, ending in /."""
    return f"{settings.ENVIRONMENT.url}/provision/{token}/"


def _dialled(number: str, company: Company) -> str:
    """A stored number as it is dialled: 025805000 at home, 0033... abroad."""
    text = readable(number, company.country).replace(" ", "")
    return "".join(c for c in text.replace("+", "00") if c.isdigit()) if text != number else f"00{number}"


def _printable_key(key: LineKey) -> LineKey:
    return dataclasses.replace(key, label=_printable(key.label))


def _printable(text: str) -> str:
    """On one line and without control characters: some brands' files hold one setting a line."""
    return "".join(c if c.isprintable() else " " for c in text).strip()
