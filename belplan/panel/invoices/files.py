"""A month's lines as files, sent as they are made however many lines there are; both add up to the cent."""

from __future__ import annotations

from collections.abc import AsyncIterator

import orjson
from asgiref.sync import sync_to_async
from django.utils import translation
from django.utils.translation import gettext as _

from belplan.billing.catalogue import title
from belplan.billing.invoice import Invoice, Line
from belplan.billing.prices import CURRENCY
from belplan.exchange.csv_text import MARK, harmless, lines_of, separator
from belplan.panel.money import exact, in_cell

AT_ONCE = 500  # users in memory


async def csv(invoice: Invoice, names: bool, language: str) -> AsyncIterator[str]:
    """A table whose column of amounts adds up to the total; there is no line with the total itself."""
    with translation.override(language):
        heads = _heads(names)
    yield MARK + lines_of([heads], separator(language))
    async for lines in _lines(invoice):
        with translation.override(language):
            rows = [_cells(line, invoice, names, language) for line in lines]
        yield lines_of(rows, separator(language))


async def json(invoice: Invoice, names: bool) -> AsyncIterator[bytes]:
    """One object with the lines and their total. Amounts are texts with two decimals, so that no program rounds."""
    told = {
        "company": invoice.company.key,
        "company_name": invoice.company.name,
        "month": str(invoice.month),
        "complete": invoice.complete,
        "currency": CURRENCY,
        "vat_included": False,
    }
    yield orjson.dumps(told)[:-1] + b',"lines":['
    total, between = 0, b""
    async for lines in _lines(invoice):
        total += sum(line.charge.cents for line in lines)
        if lines:
            yield between + b",".join(orjson.dumps(_told(line, invoice, names)) for line in lines)
            between = b","
    yield b'],"total":' + orjson.dumps(exact(total)) + b"}"


async def _lines(invoice: Invoice) -> AsyncIterator[list[Line]]:
    """So many users at a time."""

    def piece(begin: int) -> list[Line] | None:
        users = list(invoice.users()[begin : begin + AT_ONCE])
        return list(invoice.lines(users)) if users else None

    begin = 0
    while (lines := await sync_to_async(piece)(begin)) is not None:
        yield lines
        begin += AT_ONCE


def _heads(names: bool) -> list[str]:
    return [
        *([_("Name")] if names else []),
        *(_("Internal number"), _("Function"), _("First day"), _("Last day"), _("Days"), _("Days of the month")),
        *(_("Price a month (EUR, without VAT)"), _("Amount (EUR, without VAT)")),
    ]


def _cells(line: Line, invoice: Invoice, names: bool, language: str) -> list[str]:
    charge = line.charge
    return [
        *([harmless(line.name)] if names else []),
        *(harmless(line.extension), harmless(title(line.function))),
        *(charge.first.isoformat(), charge.last.isoformat(), str(charge.days), str(invoice.month.length)),
        *(in_cell(charge.rate, language), in_cell(charge.cents, language)),
    ]


def _told(line: Line, invoice: Invoice, names: bool) -> dict[str, object]:
    charge = line.charge
    return ({"name": line.name} if names else {}) | {
        "internal_number": line.extension,
        "function": line.function,
        "first_day": charge.first.isoformat(),
        "last_day": charge.last.isoformat(),
        "days": charge.days,
        "days_in_month": invoice.month.length,
        "price_a_month": exact(charge.rate),
        "amount": exact(charge.cents),
    }
