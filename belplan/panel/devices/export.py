"""The company's telephones as a file; their passwords are not in it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from belplan.exchange.models import Device
from belplan.identity.access import access_company
from belplan.panel.csv_answer import csv_answer
from belplan.panel.devices.search import found
from belplan.panel.devices.words import type_of
from belplan.panel.listing import words_of


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """All, or those that match what is searched for."""
    company = access_company(request)
    heads = [
        *(_("Name"), _("Linked user"), _("Internal number"), _("Type"), _("SIP username"), _("MAC address")),
        *(_("Hotdesking"), _("Last fetched its settings")),
    ]
    return csv_answer(
        _("telephones"),
        heads,
        found(company, words_of(request)).select_related("person", "provisioning", "company"),
        _cells,
    )


def _cells(device: Device) -> list[str]:
    fetches = getattr(device, "provisioning", None)
    fetched = fetches.fetched_at if fetches else None
    return [
        device.name,
        device.person.name if device.person else "",
        device.person.extension if device.person else "",
        *(type_of(device), device.account, device.mac),
        _("yes") if device.hotdesking else _("no"),
        localtime(fetched, ZoneInfo(device.company.timezone)).strftime("%Y-%m-%d %H:%M") if fetched else "",
    ]
