"""The tunes that people hear on hold: listening to them, adding, ordering and removing them."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from belplan.exchange.models import HoldMusic, Job
from belplan.identity.access import access_company, access_one
from belplan.panel import too_large
from belplan.panel.forms import PanelForm
from belplan.panel.listing import UNDO_SECONDS
from belplan.panel.phrases import translated
from belplan.panel.shared import by
from belplan.panel.sounds.forms import ready
from belplan.panel.sounds.forms import too_large as too_large_text
from belplan.publishing import hold_music
from belplan.speech.sounds import SpeechError
from belplan.speech.uploads import MOST_BYTES

PLACE = "hold_music_removed"  # of what was removed last, in the session


class TuneForm(PanelForm):
    """A file with music."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("MP3, WAV, M4A, OGG or another usual format, at most 50 MB and 20 minutes."),
        widget=forms.FileInput(attrs={"accept": "audio/*,video/*", "data-most": str(MOST_BYTES)}),
        error_messages={
            "empty": gettext_lazy("There is nothing in this file: choose another."),
            "required": gettext_lazy("Choose a file with music."),
        },
    )


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """All tunes in their order; a file that is sent becomes the last."""
    form = TuneForm(request.POST, request.FILES) if request.method == "POST" else TuneForm()
    if form.is_bound and form.is_valid() and (where := _added(request, form)):
        return where
    size = too_large.size_of(request)
    tunes = HoldMusic.objects.for_company(access_company(request)).order_by("position", "pk")
    context: dict[str, Any] = {
        "form": form,
        "problem": too_large_text(size) if size else "",
        "lines": [(tune, reverse("options:spoken", args=[PurePath(tune.file).stem])) for tune in tunes],
        "removed": _removed(request),
    }
    status = 413 if size else 422 if form.errors else 200
    return render(request, "hold_music/page.html", context, status=status)


@require_POST
def earlier(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it change places with the one before it."""
    tune = _tune(request, pk)
    try:
        hold_music.earlier(tune, by(request))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("hold_music:list")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove it; it can be undone."""
    tune = _tune(request, pk)
    try:
        kept = hold_music.remove(tune, by(request))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        until = timezone.now().timestamp() + UNDO_SECONDS
        request.session[PLACE] = {"name": kept["name"], "kept": kept, "until": until}
    return redirect("hold_music:list")


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Bring back what was removed last."""
    company, removed = access_company(request), _removed(request)
    if removed:
        del request.session[PLACE]
        try:
            hold_music.bring_back(company, removed["kept"], by(request))
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
        else:
            messages.success(request, _("%(name)s is back.") % {"name": removed["name"]})
    return redirect("hold_music:list")


def _tune(request: HttpRequest, pk: int) -> HoldMusic:
    return access_one(HoldMusic.objects.for_company(access_company(request)), pk=pk)


def _added(request: HttpRequest, form: TuneForm) -> HttpResponse | None:
    """Where to go on; None where it could not be added."""
    company, upload = access_company(request), form.cleaned_data["file"]
    try:
        name = PurePath(upload.name).stem[:100]
        made = ready(upload, company, by(request), tune=name)
        if isinstance(made, Job):
            return redirect("sounds:making", pk=made.pk)
        hold_music.add(company, name, str(made.path.relative_to(settings.DATA)), made.seconds, by(request))
    except SpeechError as error:
        form.add_error("file", translated(error.text))
    except ValidationError as problem:
        form.add_error("file", problem.messages)
    else:
        messages.success(request, _("%(name)s is saved.") % {"name": name})
        return redirect("hold_music:list")
    return None


def _removed(request: HttpRequest) -> dict[str, Any] | None:
    removed: dict[str, Any] | None = request.session.get(PLACE)
    return removed if removed and removed["until"] >= timezone.now().timestamp() else None
