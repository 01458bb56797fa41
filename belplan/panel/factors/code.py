"""The page that asks for a code, and what is answered to it; signing in and Bewerk 2FA share it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from belplan.identity import challenges, own_factors
from belplan.identity.attempts import NotProved
from belplan.identity.challenges import Verdict
from belplan.identity.factors.catalogue import kind as kind_of
from belplan.identity.limits import Refused
from belplan.identity.models import Attempt, Factor
from belplan.identity.whereabouts import where
from belplan.panel.factors import asked, words
from belplan.panel.factors.asked import Asked
from belplan.panel.factors.flow import Flow
from belplan.panel.factors.qr import qr

LIVE = ("coming", "delivered", "own")  # states in which an answer makes sense


def code_page(request: HttpRequest, flow: Flow, attempt: Attempt) -> HttpResponse:
    """Show what is asked; a POST answers it, asks for it again, or asks another factor."""
    if request.method == "POST" and "factor" in request.POST:
        return _ask_other(request, flow, attempt, request.POST["factor"])
    now_asked = asked.current(request, attempt)
    if request.method == "POST":
        return _answer(request, flow, attempt, now_asked)
    answer = render(request, "factors/code.html", _context(request, flow, attempt, now_asked))
    asked.forget_notice(request, attempt)
    return answer


def state(request: HttpRequest, flow: Flow, attempt: Attempt) -> HttpResponse:
    """The part of the page that tells whether the code has arrived; 204 while nothing is new."""
    now_asked = asked.current(request, attempt)
    if now_asked.state(timezone.now()) == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, "factors/delivery.html", _delivery(flow, now_asked))


def _ask_other(request: HttpRequest, flow: Flow, attempt: Attempt, pk: str) -> HttpResponse:
    """One of one's usable factors, or the very one that is being set up."""
    if factor := _offered(request, attempt, pk):
        asked.ask(request, attempt, factor)
    return redirect(flow.code)


def _offered(request: HttpRequest, attempt: Attempt, pk: str) -> Factor | None:
    offered = own_factors.usable(attempt.account)
    if setting_up := asked.current(request, attempt).factor:
        offered.append(setting_up)
    return next((factor for factor in offered if str(factor.pk) == pk), None)


def _answer(request: HttpRequest, flow: Flow, attempt: Attempt, now_asked: Asked) -> HttpResponse:
    if now_asked.challenge is None or now_asked.factor is None:
        return redirect(flow.code)
    typed = request.POST.get("code", "")
    try:
        verdict = challenges.answer(attempt, now_asked.challenge.pk, typed, where(request), timezone.now())
    except NotProved:
        return redirect(flow.back)
    except Refused as refused:
        verdict = Verdict(False, refused.reason, message=str(refused))
    if verdict.right:
        return flow.done(request, attempt, now_asked.factor.confirmed is None)
    context = _context(request, flow, attempt, asked.current(request, attempt), verdict)
    return render(request, "factors/code.html", context, status=422)


def _context(
    request: HttpRequest, flow: Flow, attempt: Attempt, now_asked: Asked, verdict: Verdict | None = None
) -> dict[str, Any]:
    factor, now = now_asked.factor, timezone.now()
    context = _delivery(flow, now_asked)
    others = [(f, words.way(f)) for f in own_factors.usable(attempt.account) if f != factor]
    setting_up = factor is not None and factor.confirmed is None
    context |= {
        "attempt": attempt,
        "factor": factor,
        "others": [] if setting_up else others,
        "setting_up": setting_up,
        "title": _("Confirm it with a code") if setting_up else _("Confirm that it is you"),
        "error": verdict.message if verdict else now_asked.notice,
        "wrong": verdict is not None,
        "wait": now_asked.wait(now),
        "asking": context["state"] in LIVE and (verdict is None or verdict.reason not in ("locked", "address")),
    }
    return context | (_of_kind(request, now_asked, factor) if factor else {})


def _of_kind(request: HttpRequest, now_asked: Asked, factor: Factor) -> dict[str, Any]:
    """What the kind adds to the page: how long its code is, a passkey's options, an authenticator's secret."""
    kind, challenge = kind_of(factor.kind), now_asked.challenge
    options = kind.ask(factor, challenge, where(request)) if challenge else {}
    shown = kind.shown_again(factor) if factor.confirmed is None else {}
    return {
        "kind": kind,
        "digits": (challenge.digits if challenge else 0) or kind.digits,
        "options": json.dumps(options) if options else "",
        "shown": shown,
        "qr": qr(shown["uri"]) if "uri" in shown else "",
    }


def _delivery(flow: Flow, now_asked: Asked) -> dict[str, Any]:
    now = timezone.now()
    state = now_asked.state(now)
    return {
        "flow": flow,
        "state": state,
        "sentence": words.sentence(now_asked, state),
        "hint": words.HINTS.get(now_asked.factor.kind, "") if now_asked.factor else "",
        "left": now_asked.left(now),
        "life": asked.LIFE,
    }
