"""The list of sounds, one of them with its player, trying one before it is saved, adding and removing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePath
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belplan.exchange.models import Job, JobState, Sound
from belplan.identity.access import access_account, access_company, access_one
from belplan.panel import too_large
from belplan.panel.destination import made, own_page
from belplan.panel.shared import Screen
from belplan.panel.sounds import forms
from belplan.panel.sounds.forms import SoundForm, TelephoneForm
from belplan.panel.sounds.work import MAKE
from belplan.publishing.in_use import users_of

LATE = timedelta(seconds=15)  # a worker that runs and has nothing else to do begins within a second
ASKED = ("name", "seen", "next", "key", "accepts")  # what the form held, to be saved with the sound that is made

SCREEN = Screen(Sound, "sounds", ("add", "undo", "listen", "making", "telephone", "telephones"))


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All sounds of the company, or those that match."""
    context = SCREEN.listed(request)
    context["lines"] = [(row, plans, heard_at(row.file)) for row, plans in context["lines"]]
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
    if form.making:
        return progress(request, form.making, {"tried": "yes"})
    address = heard_at(str(form.made.path)) if form.made else ""
    context = {"problem": " ".join(map(str, problems)), "address": address, "kept": form.kept_file}
    return render(request, "sounds/heard.html", context)


@require_safe
def making(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the worker is with a long sound, then where to hear it; asked for by htmx, only that."""
    jobs = Job.objects.for_company(access_company(request)).filter(kind=MAKE)
    asked = {name: value for name in (*ASKED, "tried") if (value := request.GET.get(name, ""))}
    return progress(request, access_one(jobs, pk=pk), asked, whole="HX-Request" not in request.headers)


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
        if form.is_valid() and form.making:
            asked = {"name": form.cleaned_data["name"], "seen": form.seen, "next": back, "key": row.key or ""}
            asked["accepts"] = request.POST.get("accepts", "")
            return redirect(f"{reverse('sounds:making', args=[form.making.pk])}?{urlencode(asked)}")
        if form.is_valid() and SCREEN.saved(request, row, form):
            return redirect(made(back, row.key) or reverse("sounds:sounds", args=[row.key]))
        return _page(request, row, form, back, status=422)
    form = forms.opened(row)
    if size := too_large.size_of(request):
        return _page(request, row, form, back, status=413, problem=forms.too_large(size))
    return _page(request, row, form, back)


def progress(request: HttpRequest, job: Job, asked: dict[str, str], whole: bool = False) -> HttpResponse:
    """How far the worker is with a sound, or the sound."""
    key = asked.get("key", "")
    there = Sound.objects.for_company(job.company).filter(key=key).exists()
    context = {
        "job": job,
        "asked": asked,
        "self": f"{reverse('sounds:making', args=[job.pk])}?{urlencode(asked)}",
        "late": job.state == JobState.WAITING and timezone.now() - job.made > LATE,
        "address": heard_at(job.params["name"]),
        "saves": reverse("sounds:sounds", args=[key]) if there else reverse("sounds:add"),
        "next": own_page(request, asked.get("next", "")),
    }
    return render(request, f"sounds/{'making' if whole else 'making_state'}.html", context)


def _page(
    request: HttpRequest, row: Sound, form: SoundForm, back: str, status: int = 200, problem: str = ""
) -> HttpResponse:
    stored = Sound.objects.for_company(row.company).filter(pk=row.pk).first()
    context: dict[str, Any] = {
        "sound": stored,
        "form": form,
        "telephones": TelephoneForm(row.company, access_account(request).person),
        "next": back,
        "problem": problem,
        "heard_at": heard_at(stored.file) if stored else "",
        "kept": form.kept_file,
        "kept_at": heard_at(form.kept_file) if form.kept_file else "",
        "used": users_of(row.company, "sound", stored.key) if stored else [],
    }
    return render(request, "sounds/edit.html", context, status=status)


def heard_at(file: str) -> str:
    """Where a browser hears a sound of the company's."""
    return reverse("options:spoken", args=[PurePath(file).stem])
