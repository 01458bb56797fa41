"""The list of opening hours, one of them with its week, adding and removing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belplan.callplan.hours import DAY_NAMES, WEEKDAYS
from belplan.callplan.week import clock_changes, week_of
from belplan.exchange.models import Hours
from belplan.identity.access import access_account, access_company, access_one
from belplan.identity.whereabouts import where
from belplan.panel.destination import own_page
from belplan.panel.hours import form as forms
from belplan.panel.hours.form import HoursForm
from belplan.panel.hours.picture import Picture, picture
from belplan.panel.hours.rows import KINDS
from belplan.panel.hours.words import countries, described, look
from belplan.panel.listing import UNDO_SECONDS, page_of, words_of
from belplan.panel.phrases import translated
from belplan.publishing import opening_hours
from belplan.publishing.arranging import free_key
from belplan.publishing.in_use import plans_with, used_by
from belplan.publishing.publish import By
from belplan.publishing.shared import OTHER_CALLS
from belplan.tenancy.models import Company

REMOVED = "hours_removed"  # in the session: what was removed last, to be brought back
RESERVED = {"add", "undo"}  # addresses, so no keys of hours


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All opening hours of the company, or those that match."""
    company, words = access_company(request), words_of(request)
    found = Hours.objects.for_company(company).order_by("name", "pk")
    page = page_of(request, found.filter(name__icontains=words) if words else found)
    used, now = used_by(company, "hours"), timezone.now().astimezone(ZoneInfo(company.timezone))
    lines = [_line(hours, used.get(hours.key, []), now) for hours in page]
    context = {"page": page, "lines": lines, "q": words, "removed": _removed(request), "undo": "hours:undo"}
    return render(request, "hours/overview.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """New opening hours."""
    return _editor(request, Hours(company=access_company(request), data={"entries": []}))


@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest, key: str) -> HttpResponse:
    """One company's opening hours, with a picture of a week."""
    return _editor(request, access_one(Hours.objects.for_company(access_company(request)), key=key))


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Remove them, unless a call plan uses them; it can be undone."""
    row = access_one(Hours.objects.for_company(access_company(request)), key=key)
    try:
        kept = opening_hours.remove(row, _by(request))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("hours:hours", key=key)
    until = timezone.now().timestamp() + UNDO_SECONDS
    request.session[REMOVED] = {"name": row.name, "kept": kept, "until": until}
    return redirect("hours:list")


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Bring back what was removed last."""
    company, removed = access_company(request), _removed(request)
    request.session.pop(REMOVED, None)
    if removed:
        try:
            row = opening_hours.bring_back(company, removed["kept"], _by(request))
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
        else:
            messages.success(request, _("%(name)s is back.") % {"name": row.name})
    return redirect("hours:list")


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
        return redirect(back or "hours:list")
    return _page(request, row, form, back, status=422)


def _saved(request: HttpRequest, row: Hours, form: HoursForm) -> bool:
    contents = form.contents()
    if contents is None:
        return False
    forms.store_in(row, contents)
    if not row.key:
        taken = set(Hours.objects.for_company(row.company).values_list("key", flat=True))
        row.key = free_key(row.name, taken | RESERVED, otherwise="hours", longest=64)
    try:
        note, accepts = _("%(name)s changed") % {"name": row.name}, bool(request.POST.get("accepts"))
        plans = opening_hours.save(row, replace(_by(request), note=note, accepts=accepts), form.seen)
    except ValidationError as problem:
        form.errors += problem.messages
        code = getattr(problem, "code", "")
        form.may_accept = code == OTHER_CALLS
        if code == opening_hours.CHANGED:  # whoever saves now has been told
            form.seen = opening_hours.version_of(Hours.objects.for_company(row.company).get(pk=row.pk))
        return False
    messages.success(request, _told(row, plans))
    return True


def _told(row: Hours, plans: list[str]) -> str:
    saved = _("%(name)s is saved.") % {"name": row.name}
    if not plans:
        return saved
    more = ngettext("In force at once in %(plans)s.", "In force at once in %(count)s plans: %(plans)s.", len(plans))
    return f"{saved} {more % {'plans': ', '.join(plans), 'count': len(plans)}}"


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


def _by(request: HttpRequest) -> By:
    return By(access_account(request).login, where(request).address)


def _removed(request: HttpRequest) -> dict[str, Any] | None:
    """What may still be brought back; forgotten once its time is over."""
    removed: dict[str, Any] | None = request.session.get(REMOVED)
    if removed and removed["until"] < timezone.now().timestamp():
        del request.session[REMOVED]
        return None
    return removed
