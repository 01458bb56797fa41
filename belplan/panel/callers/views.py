"""The list of caller lists, one of them, adding and removing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belplan.exchange.models import CallerList
from belplan.identity.access import access_company
from belplan.panel.callers import forms, pasted
from belplan.panel.callers.forms import CallersForm
from belplan.panel.destination import made, own_page
from belplan.panel.shared import Screen
from belplan.publishing.in_use import plans_with

SCREEN = Screen(CallerList, "callers")
_SHOWN = 3  # numbers in a line of the list


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All caller lists of the company, or those that match."""
    context, country = SCREEN.listed(request), access_company(request).country
    context["lines"] = [(row, _some(row, country), _count(row), plans) for row, plans in context["lines"]]
    return render(request, "callers/overview.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new list."""
    return _editor(request, SCREEN.new(request, data={}))


@require_http_methods(["GET", "POST"])
def callers(request: HttpRequest, key: str) -> HttpResponse:
    """One company's list."""
    return _editor(request, SCREEN.one(request, key))


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Remove it, unless a call plan uses it; it can be undone."""
    return SCREEN.take_out(request, SCREEN.one(request, key))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Bring back what was removed last."""
    return SCREEN.put_back(request)


def _editor(request: HttpRequest, row: CallerList) -> HttpResponse:
    """After saving the page shows the numbers as they were understood, unless somebody came from a step."""
    back = own_page(request, request.POST.get("next", request.GET.get("next", "")))
    if request.method != "POST":
        return _page(request, row, forms.opened(row), back)
    form = CallersForm(row.company, request.POST)
    form.seen = request.POST.get("seen", "")
    if form.is_valid() and SCREEN.saved(request, row, form, data="numbers"):
        return redirect(made(back, row.key) or reverse("callers:callers", args=[row.key]))
    return _page(request, row, form, back, status=422)


def _page(request: HttpRequest, row: CallerList, form: CallersForm, back: str, status: int = 200) -> HttpResponse:
    stored = CallerList.objects.for_company(row.company).filter(pk=row.pk).first()
    context: dict[str, Any] = {
        "callers": stored,
        "count": _count(stored) if stored else 0,
        "form": form,
        "next": back,
        "plans": plans_with(row.company, "callers", stored.key) if stored else [],
    }
    return render(request, "callers/edit.html", context, status=status)


def _some(row: CallerList, country: str) -> list[str]:
    """The first of its numbers."""
    numbers, beginnings = row.data.get("numbers", [])[:_SHOWN], row.data.get("beginnings", [])[:_SHOWN]
    return pasted.shown(numbers, beginnings, country).splitlines()[:_SHOWN]


def _count(row: CallerList) -> int:
    return len(row.data.get("numbers", [])) + len(row.data.get("beginnings", []))
