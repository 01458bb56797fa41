"""The reports: every call that somebody may see, the path of each, when calls are missed, and all as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from belplan.exchange.models import DraftPlan
from belplan.identity.access import CallsInSight, access_calls, access_one, access_own_calls
from belplan.panel import timeline
from belplan.panel.names import names_of
from belplan.panel.reports.chart import Chart, chart
from belplan.panel.reports.export import stream
from belplan.panel.reports.filters import FilterForm
from belplan.panel.reports.lines import lines
from belplan.panel.reports.own import in_sight, one_in_sight, parties_in_sight
from belplan.records.busy_hours import BusyHours, busy_hours
from belplan.records.reports import COUNTED, COUNTED_OWN, CallFilter, page, totals, totals_of, within_reach


@dataclass(frozen=True)
class Asked:
    """What somebody asks of the reports. `reach` is how far back a search for words goes, None where to the end."""

    sight: CallsInSight
    form: FilterForm
    wanted: CallFilter
    reach: datetime | None


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """A page of calls, newest first, with how many there are in all."""
    asked = _asked(request)
    calls = in_sight(asked.sight, asked.wanted)
    after, at_most = request.GET.get("after", ""), COUNTED if asked.sight.all_of_company else COUNTED_OWN
    found = page(calls, after)
    context: dict[str, Any] = {
        "form": asked.form,
        "lines": lines(found.calls, names_of(asked.sight.company)),
        "next": found.next,
        "totals": totals(calls, at_most) if after or found.next else totals_of(found.calls),
        "later": bool(after),
        "reach": asked.reach,
    }
    return render(request, "reports/overview.html", context)


@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """When calls are answered and missed, as drawings with tables."""
    asked = _asked(request)
    calls = in_sight(asked.sight, replace(asked.wanted, result=""))
    at_most = COUNTED if asked.sight.all_of_company else COUNTED_OWN
    found = busy_hours(calls, ZoneInfo(asked.sight.company.timezone), at_most)
    context = {"form": asked.form, "found": found, "charts": _charts(found), "worst": _worst(found)}
    return render(request, "reports/hours.html", context)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The calls that the filters let through, as a CSV file."""
    asked = _asked(request)
    zone, language = ZoneInfo(asked.sight.company.timezone), get_language() or "en"
    pieces = stream(in_sight(asked.sight, asked.wanted), names_of(asked.sight.company), language, zone)
    answer = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    subject = _("calls")
    answer.headers["Content-Disposition"] = f'attachment; filename="{subject}-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer


@require_safe
def call(request: HttpRequest, number: int) -> HttpResponse:
    """One call with its path; asked for by htmx, only the path, to stand under its line."""
    sight = _sight(request)
    names = names_of(sight.company)
    row = access_one(one_in_sight(sight, number))
    context = {"line": lines([row], names)[0], "entries": timeline.entries(row.record, names)}
    part = "HX-Request" in request.headers
    return render(request, "reports/path.html" if part else "reports/call.html", context)


def _sight(request: HttpRequest) -> CallsInSight:
    """In the user panel one's own calls, an administrator's too; else what the role allows."""
    own = request.resolver_match is not None and request.resolver_match.namespace == "own_reports"
    return access_own_calls(request) if own else access_calls(request)


def _asked(request: HttpRequest) -> Asked:
    sight = _sight(request)
    plans = DraftPlan.objects.for_company(sight.company).order_by("name").values_list("key", "name")
    form = FilterForm(plans, request.GET)
    asked = form.wanted()
    wanted = within_reach(sight.company, asked, parties_in_sight(sight))
    return Asked(sight, form, wanted, wanted.since if wanted != asked else None)


def _charts(found: BusyHours) -> list[Chart]:
    by_hour = [(f"{hour}:00", f"{hour}:00", *found.of_hour(hour)) for hour in range(24)]
    by_day = [(str(WEEKDAYS[day]), str(WEEKDAYS_ABBR[day]), *found.of_weekday(day)) for day in range(7)]
    return [
        chart("hours", _("By hour of the day"), _("Hour"), by_hour, every=3),
        chart("days", _("By day of the week"), _("Day"), by_day),
    ]


def _worst(found: BusyHours) -> dict[str, Any] | None:
    """The hour of the week in which most calls were missed, in words."""
    if found.worst is None:
        return None
    day, hour = found.worst
    missed = found.missed[found.worst]
    every = missed + found.answered.get(found.worst, 0)
    return {"day": WEEKDAYS[day], "from": f"{hour}:00", "until": f"{hour + 1}:00", "missed": missed, "all": every}
