"""The contacts as files: CSV in the form of the reports, and vCards 3.0 (RFC 2426)."""

from __future__ import annotations

from itertools import groupby

import vobject
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from belplan.exchange.csv_text import MARK, harmless, lines_of, separator
from belplan.exchange.models import PhonebookEntry
from belplan.exchange.readable import readable
from belplan.tenancy.models import Company

TYPES = {"work": "WORK", "mobile": "CELL", "home": "HOME", "": "VOICE"}


def table(company: Company, language: str) -> str:
    """One line a number, with the columns that an import knows again in every language of ours."""
    heads = [_("Name"), _("Number"), _("Kind")]
    return MARK + lines_of([heads, *(_cells(row, company) for row in _rows(company))], separator(language))


def _cells(row: PhonebookEntry, company: Company) -> list[str]:
    return [harmless(row.name), harmless(readable(row.number, company.country)), row.get_kind_display()]


def cards(company: Company) -> str:
    """One card a name, with all its numbers."""
    return "".join(_card(name, list(rows)) for name, rows in groupby(_rows(company), lambda row: row.name))


def _card(name: str, rows: list[PhonebookEntry]) -> str:
    card = vobject.vCard()
    card.add("fn").value = name
    card.add("n").value = vobject.vcard.Name(family=name)
    for row in rows:
        number = card.add("tel")
        number.value, number.type_param = f"+{row.number}", TYPES[row.kind]
    return str(card.serialize())


def _rows(company: Company) -> QuerySet[PhonebookEntry]:
    return PhonebookEntry.objects.for_company(company).order_by("name", "number")
