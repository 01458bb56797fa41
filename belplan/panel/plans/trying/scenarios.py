"""The calls that are saved with a plan: all tried at once, each as it should be or not; added, removed, undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from belplan.exchange.models import DraftPlan, Trunk
from belplan.identity.access import access_company, access_one
from belplan.panel.listing import UNDO_SECONDS
from belplan.panel.names import Names
from belplan.panel.plans import refusal
from belplan.panel.plans.publishing import by
from belplan.panel.plans.refusal import BrokenLine
from belplan.panel.plans.trying.form import PlanCallForm
from belplan.panel.plans.trying.page import Trying, trying
from belplan.panel.plans.trying.trial import Trial
from belplan.panel.simulator.form import BEHAVIOURS
from belplan.panel.simulator.views import no_line, no_prompts
from belplan.publishing import scenario_keeping
from belplan.publishing.models import Scenario
from belplan.publishing.problems import Broken
from belplan.publishing.scenarios import Case, case_of, how_it_goes, wanted_of
from belplan.tenancy.models import Company

REMOVED = "scenario_removed"  # in the session


@dataclass(frozen=True)
class Line:
    """One saved call: in words, where it can be tried again, and how it goes where that is not as it should."""

    row: Scenario
    words: str
    address: str
    wanted: str
    broken: BrokenLine | None
    problem: str = ""


@require_safe
def overview(request: HttpRequest, key: str) -> HttpResponse:
    """All of them, tried just now."""
    page = trying(request, key)
    rows = Scenario.objects.for_company(page.draft.company).filter(key=key)
    lines = [_line(row, page, page.trial) for row in rows] if page.trial else []
    context = {**page.context(), "lines": lines, "removed": _removed(request, key), "wrong": sum(map(_is_wrong, lines))}
    return render(request, "trying/scenarios.html", context)


@require_POST
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the call in the page's address under a name, with how it goes now."""
    page = trying(request, key)
    form, back = page.form(PlanCallForm, request.GET), f"{_try(page.draft)}?{request.GET.urlencode()}"
    if page.trial is None or not form.is_valid():
        return redirect(back)
    case, company = form.case(), page.draft.company
    try:
        told = how_it_goes(page.trial.about, case, company)
        scenario_keeping.add(company, key, request.POST.get("name", "").strip(), case, told, by(request))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect(back)
    except (ValueError, OSError):
        messages.error(request, _cannot(company))
        return redirect(back)
    messages.success(request, _("The scenario is saved: it is tried before each publication."))
    return redirect(f"{reverse('plans:scenarios', args=[key])}?of={page.of}")


@require_POST
def remove(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Remove one; it can be undone."""
    row = access_one(Scenario.objects.for_company(access_company(request)), key=key, pk=pk)
    kept = scenario_keeping.remove(row, by(request))
    until = timezone.now().timestamp() + UNDO_SECONDS
    request.session[REMOVED] = {"key": key, "name": row.name, "kept": kept, "until": until}
    return redirect("plans:scenarios", key=key)


@require_POST
def undo(request: HttpRequest, key: str) -> HttpResponse:
    """Bring back what was removed last."""
    company = access_company(request)
    access_one(DraftPlan.objects.for_company(company), key=key)
    removed = _removed(request, key)
    request.session.pop(REMOVED, None)
    if removed:
        try:
            row = scenario_keeping.bring_back(company, removed["kept"], by(request))
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
        else:
            messages.success(request, _("%(name)s is back.") % {"name": row.name})
    return redirect("plans:scenarios", key=key)


def _line(row: Scenario, page: Trying, tried: Trial) -> Line:
    case, wanted = case_of(row), wanted_of(row)
    words, address = _words(case, page.names), f"{_try(page.draft)}?{_query(case, page)}"
    outcome = refusal.outcome(wanted.outcome)
    try:
        found = how_it_goes(tried.about, case, page.draft.company)
    except (ValueError, OSError):
        return Line(row, words, address, outcome, None, _cannot(page.draft.company))
    wrong = refusal.broken([Broken(row.name, wanted, found)], page.names)[0] if found != wanted else None
    return Line(row, words, address, outcome, wrong)


def _cannot(company: Company) -> str:
    """Why no call can be tried at all."""
    return no_prompts() if Trunk.objects.for_company(company).exists() else no_line()


def _is_wrong(line: Line) -> bool:
    return line.broken is not None or bool(line.problem)


def _words(case: Case, names: Names) -> str:
    """The call as one line."""
    at = date_format(datetime.fromisoformat(case.at), "D j F Y, H:i")
    caller = names.party(case.caller) if case.caller else _("withheld number")
    first = _("%(caller)s calls %(number)s, %(at)s") % {"caller": caller, "number": names.party(case.dialled), "at": at}
    return "; ".join([first, *_rest(case, names)])


def _rest(case: Case, names: Names) -> Iterator[str]:
    for party, behaviour in case.behaviours.items():
        yield f"{names.party(party)} {BEHAVIOURS[behaviour]}"
    for seconds, key in case.keys:
        yield _("key %(key)s after %(seconds)d s") % {"key": key, "seconds": seconds}
    for name in case.diversions.values():
        yield _("diversion %(name)s is on") % {"name": name}


def _query(case: Case, page: Trying) -> str:
    """The address of its form."""
    values: dict[str, Any] = {
        "of": page.of,
        "caller": case.caller,
        "to": case.dialled,
        "at": case.at,
        **case.behaviours,
    }
    values["diversion"] = case.diversions.get(page.draft.key, "")
    for number, (seconds, key) in enumerate(case.keys):
        values |= {f"key-{number}": key, f"after-{number}": int(seconds)}
    return urlencode(values)


def _try(draft: DraftPlan) -> str:
    return reverse("plans:try", args=[draft.key])


def _removed(request: HttpRequest, key: str) -> dict[str, Any] | None:
    kept: dict[str, Any] = request.session.get(REMOVED) or {}
    return kept if kept.get("key") == key and kept["until"] > timezone.now().timestamp() else None
