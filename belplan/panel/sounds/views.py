"""The list of sounds, one of them with its player, trying one before it is saved, adding and removing."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belplan.exchange.models import Sound
from belplan.identity.access import access_company
from belplan.panel import too_large
from belplan.panel.destination import own_page
from belplan.panel.shared import Screen
from belplan.panel.sounds import forms
from belplan.panel.sounds.forms import SoundForm
from belplan.publishing.in_use import users_of

SCREEN = Screen(Sound, "sounds", ("add", "undo", "listen"))


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All sounds of the company, or those that match."""
    context = SCREEN.listed(request)
    context["lines"] = [(row, plans, _heard_at(row.file)) for row, plans in context["lines"]]
    return render(request, "sounds/overview.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new sound."""
    return _editor(request, SCREEN.new(request, seconds=0))


@require_http_methods(["GET", "POST"])
def sound(request: HttpRequest, key: str) -> HttpResponse:
    """One company's sound, to listen to and to replace."""
    return _editor(request, SCREEN.one(request, key))


@require_POST
def listen(request: HttpRequest) -> HttpResponse:
    """Make a sound ready that is not saved yet, and show where to hear it; or say why it can't be made."""
    form = forms.sent(request, Sound(company=access_company(request), seconds=0))
    form.full_clean()
    problems = [*form.errors.get("file", ()), *form.errors.get("say", ())]
    address = _heard_at(str(form.made.path)) if form.made else ""
    context = {"problem": " ".join(map(str, problems)), "address": address, "kept": form.kept_file}
    return render(request, "sounds/heard.html", context)


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Remove it, unless a call plan or a menu uses it; it can be undone."""
    return SCREEN.take_out(request, SCREEN.one(request, key))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Bring back what was removed last."""
    return SCREEN.put_back(request)


def _editor(request: HttpRequest, row: Sound) -> HttpResponse:
    back = own_page(request, request.POST.get("next", request.GET.get("next", "")))
    if request.method == "POST":
        form = forms.sent(request, row)
        if form.is_valid() and SCREEN.saved(request, row, form):
            return redirect(back or reverse("sounds:sounds", args=[row.key]))
        return _page(request, row, form, back, status=422)
    form = forms.opened(row)
    if size := too_large.size_of(request):
        return _page(request, row, form, back, status=413, problem=forms.too_large(size))
    return _page(request, row, form, back)


def _page(
    request: HttpRequest, row: Sound, form: SoundForm, back: str, status: int = 200, problem: str = ""
) -> HttpResponse:
    stored = Sound.objects.for_company(row.company).filter(pk=row.pk).first()
    context: dict[str, Any] = {
        "sound": stored,
        "form": form,
        "next": back,
        "problem": problem,
        "heard_at": _heard_at(stored.file) if stored else "",
        "kept": form.kept_file,
        "kept_at": _heard_at(form.kept_file) if form.kept_file else "",
        "used": users_of(row.company, "sound", stored.key) if stored else [],
    }
    return render(request, "sounds/edit.html", context, status=status)


def _heard_at(file: str) -> str:
    return reverse("options:spoken", args=[PurePath(file).stem])
