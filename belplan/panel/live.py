"""A company's live state as the panel reads and changes it: asked of the engine; while that is away, as last told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from belplan.engine.door import AnyRequest, EngineAway, LiveState, Reply, SetState
from belplan.engine.state import AnyChange, CompanyState
from belplan.exchange.live_state import state_of
from belplan.identity.access import access_account
from belplan.identity.whereabouts import where
from belplan.tenancy.models import Company, note_change


@dataclass(frozen=True)
class Live:
    """`sure` is false while the engine is away: the state is what it told last, and nothing can be changed.

    `problem` is a sentence for people about what they just asked for.
    """

    state: CompanyState
    sure: bool
    problem: str = ""


def live_of(company: Company) -> Live:
    """What is so now."""
    return _ask(company, LiveState(company.key))


def change(request: HttpRequest, company: Company, wanted: AnyChange, what: str) -> Live:
    """Change it, and note who did: `what` in words for the audit log. What could not be changed is in `problem`."""
    live = _ask(company, SetState(company.key, wanted))
    if not live.sure:
        problem = _("The exchange doesn't answer at the moment, so nothing was changed. Try again in a minute.")
        return Live(live.state, sure=False, problem=problem)
    if not live.problem:
        note_change(company, who=access_account(request).login, what=what, origin=where(request).address)
    return live


def _ask(company: Company, request: AnyRequest) -> Live:
    ask = cast("Callable[[AnyRequest], Reply]", import_string(settings.BELPLAN_ASK_ENGINE))
    try:
        reply = ask(request)
    except EngineAway:
        return Live(state_of(company), sure=False)
    if reply.live is None:
        problem = _("That could not be changed: it isn't there any more. Look at the page again.")
        return Live(state_of(company), sure=True, problem=problem)
    return Live(reply.live, sure=True)
