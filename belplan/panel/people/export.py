"""The company's users as a file, with the columns that an import reads; passwords are in none."""

from __future__ import annotations

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from belplan.exchange.models import Person
from belplan.exchange.readable import readable
from belplan.identity.access import access_company
from belplan.panel.csv_answer import csv_answer
from belplan.panel.listing import words_of
from belplan.panel.people.search import found
from belplan.panel.people_import.columns import TITLES


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Everybody, or those who match what is searched for."""
    rows = found(access_company(request), words_of(request)).select_related("outgoing_number", "company")
    heads = [*(str(title) for title in TITLES.values()), _("Username"), _("Telephone")]
    return csv_answer(_("users"), heads, rows, _cells)


def _cells(person: Person) -> list[str]:
    country = person.company.country
    accounts = person.accounts.all()
    outgoing = person.outgoing_number.digits if person.outgoing_number else ""
    return [
        *(person.name, person.extension, person.email),
        *(readable(person.mobile, country), readable(outgoing, country)),
        *(_("yes") if person.anonymous else _("no"), person.language),
        ", ".join(account.get_role_display() for account in accounts),
        ", ".join(account.login for account in accounts),
        ", ".join(device.name for device in person.devices.all()),
    ]
