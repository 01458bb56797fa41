"""The list of opening hours, one of them with its week, adding and removing."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belplan.callplan.hours import DAY_NAMES, WEEKDAYS
from belplan.callplan.week import clock_changes, week_of
from belplan.exchange.models import Hours
from belplan.identity.access import access_company
from belplan.panel.destination import made, own_page
from belplan.panel.hours import form as forms
from belplan.panel.hours.form import HoursForm
from belplan.panel.hours.picture import Picture, picture
from belplan.panel.hours.rows import KINDS
from belplan.panel.hours.words import countries, described, look
from belplan.panel.phrases import translated
from belplan.panel.shared import Screen
from belplan.publishing import library
from belplan.publishing.in_use import plans_with
from belplan.publishing.shared import OTHER_CALLS
from belplan.tenancy.models import Company

SCREEN = Screen(Hours, "hours")


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All opening hours of the company, or those that match."""
    context, now = SCREEN.listed(request), timezone.now().astimezone(ZoneInfo(access_company(request).timezone))
    context["lines"] = [_line(row, plans, now) for row, plans in context["lines"]]
    return render(request, "hours/overview.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """New opening hours."""
    return _editor(request, SCREEN.new(request, data={"entries": []}))


@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest, key: str) -> HttpResponse:
    """One company's opening hours, with a picture of a week."""
    return _editor(request, SCREEN.one(request, key))


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Remove them, unless a call plan uses them; it can be undone."""
    return SCREEN.take_out(request, SCREEN.one(request, key))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Bring back what was removed last."""
    return SCREEN.put_back(request)


def _editor(request: HttpRequest, row: Hours) -> HttpResponse:
    """Buttons that only change the form come here too, with what they do in `do`; `look` only shows how it stands."""
    back = own_page(request, request.POST.get("next", request.GET.get("next", "")))
    if request.method != "POST":
        return _page(request, row, forms.opened(row), back)
    form = forms.sent(request.POST)
    if "do" in request.POST or "look" in request.POST:
        form.change(request.POST.get("do", ""))
        return _page(request, row, form, back)
    if _saved(request, row, form):
        return redirect(made(back, row.key) or "hours:list")
    return _page(request, row, form, back, status=422)


def _saved(request: HttpRequest, row: Hours, form: HoursForm) -> bool:
    contents = form.contents()
    if contents is None:
        return False
    forms.store_in(row, contents)
    try:
        SCREEN.store(request, row, form.seen)
    except ValidationError as problem:
        form.errors += problem.messages
        code = getattr(problem, "code", "")
        form.may_accept = code == OTHER_CALLS
        if code == library.CHANGED:  # whoever saves now has been told
            form.seen = SCREEN.version(row)
        return False
    return True


def _page(request: HttpRequest, row: Hours, form: HoursForm, back: str, status: int = 200) -> HttpResponse:
    company = row.company
    stored = Hours.objects.for_company(company).filter(pk=row.pk).first()
    context = {
        "hours": stored,
        "form": form,
        "sections": [(kind, form.of_kind(kind)) for kind in KINDS],
        "countries": countries(),
        "weekdays": [(key, translated(name)) for key, name in zip(WEEKDAYS, DAY_NAMES, strict=True)],
        "next": back,
        "plans": plans_with(company, "hours", stored.key) if stored else [],
        "picture": _picture(form, company),
        "week": form.week,
        "before": form.week - dt.timedelta(days=7),
        "after": form.week + dt.timedelta(days=7),
    }
    return render(request, "hours/edit.html", context, status=status)


def _picture(form: HoursForm, company: Company) -> Picture:
    zone = ZoneInfo(company.timezone)
    week, changes = week_of(form.so_far(), form.week, zone), clock_changes(form.week, zone)
    return picture(form.week, week, changes, look)


def _line(row: Hours, plans: list[str], now: dt.datetime) -> dict[str, Any]:
    contents = row.contents()
    return {
        "hours": row,
        "open": contents.holds(now).holds,
        "entries": [described(entry) for entry in contents.entries],
        "plans": plans,
    }
