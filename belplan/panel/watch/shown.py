"""Running calls in the words of whoever looks on: how many, in which plans, and where each of one plan is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from belplan.engine.watching import RunningCall
from belplan.panel.names import Names, together
from belplan.panel.step_numbers import step_number

MOST = 50  # calls that are shown one by one


def shown(calls: Sequence[RunningCall], names: Names, plan: str) -> dict[str, Any]:
    """What the page's script reads. Moments are seconds since the epoch; `calls` are those that are in `plan`."""
    by_plan = Counter(call.plan for call in calls if call.plan)
    here = [call for call in calls if plan and call.plan == plan]
    more = len(here) - MOST
    return {
        "all": ngettext("%(count)d call now", "%(count)d calls now", len(calls)) % {"count": len(calls)},
        "plans": {key: ngettext("%(count)d call", "%(count)d calls", n) % {"count": n} for key, n in by_plan.items()},
        "calls": [_call(call, names) for call in here[:MOST]],
        "more": ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more} if more > 0 else "",
    }


def _call(call: RunningCall, names: Names) -> dict[str, Any]:
    state, word = _state(call, names)
    return {
        "id": call.call,
        "who": _caller(call, names),
        "state": state,
        "word": word,
        "place": call.step,
        "where": _("step %(place)s") % {"place": step_number(call.step)} if call.step else "",
        "version": call.version,
        "other": _("version %(version)d") % {"version": call.version},
        "since": call.since,
    }


def _caller(call: RunningCall, names: Names) -> str:
    number = names.party(call.caller) if call.caller else _("withheld number")
    return f"{call.caller_name} ({number})" if call.caller_name else number


def _state(call: RunningCall, names: Names) -> tuple[str, str]:
    """Its lamp's style (in full: the build leaves out styles that nobody names) and the word beside it."""
    if call.answered_by:
        return "call-talking", _("talks with %(party)s") % {"party": names.party(call.answered_by)}
    if call.ringing:
        parties = together([names.party(party) for party in dict.fromkeys(call.ringing.values())])
        return "call-ringing", _("rings at %(parties)s") % {"parties": parties}
    return "call-waiting", _("in the call plan")
