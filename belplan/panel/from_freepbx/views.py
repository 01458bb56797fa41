"""The upload of what a FreePBX exports, what comes of it, and the agreement to make it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from belplan.callplan.from_freepbx.carried import Carried, Start
from belplan.callplan.from_freepbx.carrying import carry
from belplan.callplan.from_freepbx.reading import Export, NotRead
from belplan.callplan.from_freepbx.starts import starts_of
from belplan.exchange.csv_text import MARK, TYPE, harmless, lines_of, separator
from belplan.identity.access import access_account, access_company
from belplan.identity.whereabouts import where
from belplan.panel.from_freepbx.forms import FilesForm, seal, unseal
from belplan.panel.from_freepbx.making import known_of, shared_of
from belplan.panel.from_freepbx.shown import choices, left_shown, plans_shown
from belplan.panel.phrases import translated
from belplan.publishing.drafting import keep_drafts
from belplan.publishing.publish import By
from belplan.tenancy.models import Company


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Choose files; what comes of them is shown next."""
    company = access_company(request)
    form = FilesForm(request.POST, request.FILES) if request.method == "POST" else FilesForm()
    if form.is_valid():
        export = form.cleaned_data["exports"]
        try:
            return _shown(request, company, export, seal(export, company), _usual(starts_of(export)))
        except ValidationError as problem:
            form.refuse(problem)
    return render(request, "from_freepbx/begin.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def found(request: HttpRequest) -> HttpResponse:
    """Make the chosen plans; or (`do`) look again at others, or download the list of what is left behind."""
    company = access_company(request)
    sealed, chosen = request.POST.get("sealed", ""), request.POST.getlist("start")
    export = unseal(sealed, company)
    if export is None:
        messages.error(request, _("This page was open for too long: upload the files again."))
        return redirect("plans:freepbx")
    if request.POST.get("do") == "list":
        return _list(_carried(export, company, chosen)[0])
    if request.POST.get("do") == "look":
        return _shown(request, company, export, sealed, chosen)
    carried, problem = _carried(export, company, chosen)
    if problem:
        return _shown(request, company, export, sealed, chosen, problem)
    try:
        by = By(who=access_account(request).login, origin=where(request).address)
        keep_drafts(company, carried.plans, shared_of(carried, company), by)
    except ValidationError as refused:
        return _shown(request, company, export, sealed, chosen, " ".join(refused.messages))
    count = len(carried.plans)
    text = ngettext("%(count)d call plan is made.", "%(count)d call plans are made.", count) % {"count": count}
    messages.success(request, text + " " + _("No call comes to it before you publish."))
    return redirect("plans:editor", key=carried.plans[0].key)


def _usual(starts: tuple[Start, ...]) -> list[str]:
    """Those with numbers; all where none has any."""
    routed = [start.id for start in starts if start.routes]
    return routed or [start.id for start in starts]


def _carried(export: Export, company: Company, chosen: list[str]) -> tuple[Carried, str]:
    """What comes of it; where that is too much, nothing, and why."""
    try:
        return carry(export, known_of(company), chosen), "" if chosen else _("Choose at least one.")
    except NotRead as problem:
        return carry(export, known_of(company), []), translated(problem.text)


def _shown(
    request: HttpRequest, company: Company, export: Export, sealed: str, chosen: list[str], problem: str = ""
) -> HttpResponse:
    carried, why = _carried(export, company, chosen)
    context: dict[str, Any] = {
        "sealed": sealed,
        "problem": problem or why,
        "choices": choices(starts_of(export), chosen),
        "plans": plans_shown(carried, company),
        "missing": carried.missing,
        "left": left_shown(carried.left),
    }
    return render(request, "from_freepbx/found.html", context, status=422 if context["problem"] else 200)


def _list(carried: Carried) -> HttpResponse:
    heads = [_("Where it stood"), _("What it is"), _("What to do instead")]
    rows = [[harmless(cell) for cell in cells] for cells in left_shown(carried.left)]
    text = MARK + lines_of([heads, *rows], separator(get_language() or "en"))
    headers = {"Content-Disposition": 'attachment; filename="freepbx.csv"'}
    return HttpResponse(text, content_type=TYPE, headers=headers)
