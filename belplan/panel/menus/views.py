"""The list of menus, one of them, adding and removing."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belplan.exchange.models import Menu, Sound
from belplan.identity.access import access_company
from belplan.panel.destination import made, own_page
from belplan.panel.menus import forms
from belplan.panel.menus.forms import MenuForm
from belplan.panel.shared import Screen
from belplan.publishing.in_use import plans_with

SCREEN = Screen(Menu, "menus")


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All menus of the company, or those that match."""
    context = SCREEN.listed(request)
    sounds = dict(Sound.objects.for_company(access_company(request)).values_list("key", "name"))
    context["lines"] = [
        (row, row.data.get("say") or sounds.get(row.data["sound"], ""), plans) for row, plans in context["lines"]
    ]
    return render(request, "menus/overview.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new menu."""
    return _editor(request, SCREEN.new(request, data={}))


@require_http_methods(["GET", "POST"])
def menu(request: HttpRequest, key: str) -> HttpResponse:
    """One company's menu."""
    return _editor(request, SCREEN.one(request, key))


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Remove it, unless a call plan uses it; it can be undone."""
    return SCREEN.take_out(request, SCREEN.one(request, key))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Bring back what was removed last."""
    return SCREEN.put_back(request)


def _editor(request: HttpRequest, row: Menu) -> HttpResponse:
    back = own_page(request, request.POST.get("next", request.GET.get("next", "")))
    if request.method != "POST":
        return _page(request, row, forms.opened(row), back)
    form = MenuForm(row.company, request.POST)
    form.seen = request.POST.get("seen", "")
    if form.is_valid() and SCREEN.saved(request, row, form, data="say"):
        return redirect(made(back, row.key) or "menus:list")
    return _page(request, row, form, back, status=422)


def _page(request: HttpRequest, row: Menu, form: MenuForm, back: str, status: int = 200) -> HttpResponse:
    stored = Menu.objects.for_company(row.company).filter(pk=row.pk).first()
    here = urlencode({"next": request.path + (f"?{urlencode({'next': back})}" if back else "")})
    context: dict[str, Any] = {
        "menu": stored,
        "form": form,
        "next": back,
        "plans": plans_with(row.company, "menu", stored.key) if stored else [],
        "heard_at": _heard_at(stored) if stored else "",
        "new_sound": f"{reverse('sounds:add')}?{here}",
    }
    return render(request, "menus/edit.html", context, status=status)


def _heard_at(menu: Menu) -> str:
    """Where the sound that it plays is heard; empty for a text."""
    sound = Sound.objects.for_company(menu.company).filter(key=menu.data.get("sound", "")).first()
    return reverse("options:spoken", args=[PurePath(sound.file).stem]) if sound else ""
