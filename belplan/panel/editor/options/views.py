"""What the side panel's fields fetch while somebody fills them in: things by a part of their name, texts spoken."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from belplan.callplan.catalogue import BY_KIND
from belplan.exchange.numbering import normalise
from belplan.exchange.readable import readable
from belplan.identity.access import access_plan_parts
from belplan.panel.editor.options.declared import declared
from belplan.panel.editor.options.fields import PREFIX
from belplan.panel.editor.options.things import MEMBERS, Found, Things
from belplan.panel.names import KINDS
from belplan.panel.phrases import translated
from belplan.publishing import hooks
from belplan.speech.sounds import SpeechError
from belplan.speech.speaking import LONGEST
from belplan.tenancy.models import Company

_NAME = re.compile(rf"{PREFIX}[a-z0-9_]+")
_SEARCHED = 100  # characters


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """At most 20 things whose name has the words, as buttons that choose one."""
    company = access_plan_parts(request)
    kind, name = request.GET.get("for", ""), request.GET.get("name", "")
    words = request.GET.get(f"{name}-add", "").strip()[:_SEARCHED]
    if not _NAME.fullmatch(name) or not words:
        return HttpResponse()
    context = {"words": words, "name": name, "results": _results(company, kind, words)}
    if kind == "member":
        context["number"] = _number(words, company.country)
    return render(request, "editor/options/found.html", context)


@require_POST
def listen(request: HttpRequest) -> HttpResponse:
    """Speak the text of a field, and show where to hear it; or say why it can't be spoken."""
    company = access_plan_parts(request)
    text = request.POST.get(PREFIX + request.GET.get("option", ""), "")
    language = request.POST.get(f"{PREFIX}language", company.language)
    if problem := _too_long(request, text):
        return render(request, "editor/options/heard.html", {"problem": problem})
    try:
        sound = hooks.speak(text, language, _folder(company))
    except SpeechError as error:
        return render(request, "editor/options/heard.html", {"problem": translated(error.text)})
    return render(request, "editor/options/heard.html", {"address": reverse("options:spoken", args=[sound.path.stem])})


@require_safe
def spoken(request: HttpRequest, name: str) -> HttpResponse:
    """A sound of the company's own, as callers hear it; a part of it where the browser asks for one (RFC 9110, 14)."""
    path = _folder(access_plan_parts(request)) / f"{name}.wav"
    if not path.is_file():
        raise Http404
    content = path.read_bytes()
    answer = _part(request.headers.get("Range", ""), content) or HttpResponse(content)
    answer.headers["Content-Type"] = "audio/wav"
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def _results(company: Company, kind: str, words: str) -> list[tuple[str, Found]]:
    kinds = MEMBERS if kind == "member" else (kind,)
    if not set(kinds) <= set(KINDS):
        return []
    found = Things(company).found(kinds, words)
    return [(f"{one.kind}/{one.key}" if kind == "member" else one.key, one) for one in found]


def _number(words: str, country: str) -> str:
    """What was typed as a number outside, as people write it; empty where it is none."""
    if not re.fullmatch(r"[+(0-9][0-9 ./()\u00a0-]{6,24}", words):
        return ""
    try:
        return readable(normalise(words, country), country)
    except ValidationError:
        return ""


def _too_long(request: HttpRequest, text: str) -> str:
    """Refuse what the component would refuse, before it is spoken."""
    model = BY_KIND.get(request.GET.get("kind", ""))
    limits = [one.longest for one in declared(model) if one.name == request.GET.get("option")] if model else []
    most = next((limit for limit in limits if limit), LONGEST)
    if len(text) <= most:
        return ""
    return _("The text has %(length)d characters: shorten it to %(most)d or fewer.") % {
        "length": len(text),
        "most": most,
    }


def _folder(company: Company) -> Path:
    return Path(settings.DATA) / "sounds" / company.key


def _part(wanted: str, content: bytes) -> HttpResponse | None:
    """The one range of bytes that a player asks for; None for the whole."""
    asked = re.fullmatch(r"bytes=(\d+)-(\d*)", wanted)
    if not asked or int(asked[1]) >= len(content):
        return None
    first, last = int(asked[1]), min(int(asked[2] or len(content) - 1), len(content) - 1)
    answer = HttpResponse(content[first : last + 1], status=206)
    answer.headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    return answer
