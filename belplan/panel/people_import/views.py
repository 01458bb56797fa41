"""The upload of a file of users, what was found in it, and the agreement to add them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belplan.exchange import jobs
from belplan.exchange.csv_text import MARK, TYPE, lines_of, separator
from belplan.exchange.models import Job, JobState, Number
from belplan.exchange.readable import readable
from belplan.identity.access import access_company, access_one
from belplan.panel.listing import by
from belplan.panel.people_import import columns, first_passwords
from belplan.panel.people_import.forms import FileForm
from belplan.panel.people_import.work import ADD, CHECK, WORKS
from belplan.tenancy.models import Company

LATEST = 5  # imports


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is looked through next."""
    company = access_company(request)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        try:
            file = jobs.keep(company, form.cleaned_data["file"])
        except OSError:
            full = _(
                "It could not be saved, so all stays as it was: free some disk space on the server, and try again."
            )
            form.refuse(ValidationError({"file": full}))
        else:
            asker = by(request)
            made = jobs.ask(
                company, CHECK, who=asker.account.login, origin=asker.where.address, file=file, unused=form.unused
            )
            return redirect("people_import:job", pk=made.pk)
    context = {"form": form, "latest": _jobs(company).order_by("-pk")[:LATEST], "columns": columns.TITLES.values()}
    return render(request, "people_import/begin.html", context, status=422 if form.errors else 200)


@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """A file to begin with."""
    company = access_company(request)
    number = Number.objects.for_company(company).order_by("digits").first()
    outgoing = readable(number.digits, company.country) if number else ""
    text = MARK + lines_of(columns.sample(outgoing), separator(get_language() or "en"))
    return _file(text, _("users"))


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is and what was found; asked for by htmx, only that."""
    shown = access_one(_jobs(access_company(request)), pk=pk)
    part = "HX-Request" in request.headers
    return render(
        request, f"people_import/{'state' if part else 'job'}.html", {"job": shown, "adds": shown.kind == ADD}
    )


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Add everybody in a file in which all is right; once, however often it is asked."""
    company = access_company(request)
    checked = access_one(_jobs(company).filter(kind=CHECK), pk=pk)
    before = _jobs(company).filter(kind=ADD, params__checked=pk).exclude(state=JobState.FAILED).first()
    if before:
        return redirect("people_import:job", pk=before.pk)
    if checked.state != JobState.DONE or checked.result["wrong_lines"]:
        return redirect("people_import:job", pk=pk)
    asker = by(request)
    page = request.build_absolute_uri(reverse("forgotten")) if "letters" in request.POST else ""
    wanted = {"checked": pk, "page": page, "passwords": "passwords" in request.POST}
    made = jobs.ask(company, ADD, who=asker.account.login, origin=asker.where.address, file=checked.file, **wanted)
    return redirect("people_import:job", pk=made.pk)


@require_POST
def passwords(request: HttpRequest, pk: int) -> HttpResponse:
    """The first passwords of those without e-mail, once."""
    added = access_one(_jobs(access_company(request)), pk=pk)
    text = first_passwords.take(added, by(request))
    return _file(text, _("passwords")) if text else redirect("people_import:job", pk=pk)


def _file(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return HttpResponse(text, TYPE, headers=headers)


def _jobs(company: Company) -> QuerySet[Job]:
    return Job.objects.for_company(company).filter(kind__in=WORKS)
