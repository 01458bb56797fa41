"""Recording a sound by telephone: it is rung, and the page asks how far it is until the sound can be heard."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from belplan.engine.door import AnyRequest, EngineAway, Record, RecordingState, Reply
from belplan.engine.recording import RING_SECONDS, RecordingOrder, Stage, file_of
from belplan.exchange.models import Device
from belplan.identity.access import access_account, access_company
from belplan.panel.devices.search import found, with_account
from belplan.panel.listing import LONGEST_SEARCH
from belplan.panel.phrases import translated
from belplan.panel.picking import answer
from belplan.panel.shared import by
from belplan.panel.sounds import work
from belplan.panel.sounds.forms import TelephoneForm
from belplan.panel.sounds.views import heard_at, progress
from belplan.speech.recordings import sound_of
from belplan.speech.sounds import SpeechError
from belplan.tenancy.models import Company

_NAME = re.compile(r"[0-9a-f]{32}")


@require_safe
def telephones(request: HttpRequest) -> HttpResponse:
    """Those that match what is typed, where they are too many for a list."""
    typed = request.GET.get("telephone", "").strip()[:LONGEST_SEARCH]
    return answer(request, found(access_company(request), typed), with_account)


@require_POST
def call(request: HttpRequest) -> HttpResponse:
    """Ring a telephone of the company, and show that it rings."""
    company, account = access_company(request), access_account(request)
    form = TelephoneForm(company, account.person, request.POST)
    telephone = form.cleaned_data["telephone"] if form.is_valid() else None
    if telephone is None:
        return _told(request, " ".join(map(str, form.errors.get("telephone", ()))) or _("Choose a telephone."))
    with translation.override(company.language):
        shows = pgettext("on a telephone's display", "Recording")
    name = secrets.token_hex(16)
    reply = _ask(Record(company.key, RecordingOrder(name, account.login, telephone.key, shows)))
    if reply is None or reply.problem:
        return _told(request, _("The exchange doesn't answer at the moment. Try again in a minute."))
    if reply.recording is None:
        return _told(request, _("You are recording by telephone already: press # or hang up there first."))
    return _so_far(request, name, telephone, reply.recording)


@require_safe
def recording(request: HttpRequest) -> HttpResponse:
    """How far it is, where that has changed; asked for by htmx."""
    company, name, pk = access_company(request), request.GET.get("name", ""), request.GET.get("telephone", "")
    telephone = Device.objects.for_company(company).filter(pk=pk).first() if pk.isdecimal() else None
    if telephone is None or not _NAME.fullmatch(name):
        return _told(request, _why_not(Stage.FAILED))
    reply = _ask(RecordingState(company.key, name))
    stage = (reply.recording if reply else None) or Stage.FAILED
    if stage == request.GET.get("stage"):
        return HttpResponse(status=204)  # nothing is swapped, so that nothing is read out again
    return _made(request, company, name) if stage == Stage.DONE else _so_far(request, name, telephone, stage)


def _ask(request: AnyRequest) -> Reply | None:
    try:
        return cast("Callable[[AnyRequest], Reply]", import_string(settings.BELPLAN_ASK_ENGINE))(request)
    except EngineAway:
        return None


def _so_far(request: HttpRequest, name: str, telephone: Device, stage: Stage) -> HttpResponse:
    if stage.ended:
        return _told(request, _why_not(stage) % {"telephone": telephone.name, "seconds": round(RING_SECONDS)})
    asks = urlencode({"name": name, "telephone": telephone.pk, "stage": stage})
    context = {"telephone": telephone, "stage": stage, "self": f"{reverse('sounds:recording')}?{asks}"}
    return render(request, "sounds/recording.html", context)


def _told(request: HttpRequest, problem: str) -> HttpResponse:
    return render(request, "sounds/heard.html", {"problem": problem})


def _why_not(stage: Stage) -> str:
    reasons = {
        Stage.BUSY: _("%(telephone)s is busy: end the call there, and try again."),
        Stage.REFUSED: _("At %(telephone)s the call was refused: try again and pick up, or choose another telephone."),
        Stage.NO_ANSWER: _("Nobody picked up %(telephone)s within %(seconds)d seconds: try again."),
        Stage.UNREACHABLE: _(
            "%(telephone)s isn't registered now: see that it is on and connected, or choose another telephone."
        ),
        Stage.HUNG_UP: _("The call ended before the beep, so nothing was recorded: try again."),
    }
    return reasons.get(stage) or _("This went wrong on our side. Nothing was saved: try again.")


def _made(request: HttpRequest, company: Company, name: str) -> HttpResponse:
    """What was said, as callers will hear it; made by the worker where that takes long."""
    recorded, target = file_of(Path(settings.DATA), name), work.folder_of(company) / f"{name}.wav"
    try:
        if recorded.stat().st_size > work.SHORT_RECORDING:
            return progress(request, work.ask_recorded(company, recorded, by(request)), {"tried": "yes"})
        sound_of(recorded, target)
    except FileNotFoundError:  # fetched before, or too late
        if not target.exists():
            return _told(request, _why_not(Stage.FAILED))
    except SpeechError as problem:
        recorded.unlink(missing_ok=True)
        return _told(request, translated(problem.text))
    recorded.unlink(missing_ok=True)
    return render(request, "sounds/heard.html", {"address": heard_at(name), "kept": name, "ready": True})
