"""Contacts from a file, looked at before anything is saved, and contacts as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belplan.exchange import contact_files
from belplan.exchange.models import PhonebookEntry
from belplan.identity.access import access_company
from belplan.panel.listing import by
from belplan.panel.phonebook import export
from belplan.panel.phonebook.forms import FileForm
from belplan.panel.phonebook.trial import Trial, trial
from belplan.provisioning import contacts
from belplan.tenancy.models import Company

AGREED_WITHIN = 3600  # seconds between looking at a file and saving it


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest) -> HttpResponse:
    """What a file would bring in, with each line that can't be taken; nothing is saved."""
    company = access_company(request)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        try:
            found = trial(company, *contact_files.read(form.cleaned_data["file"].read(), company.country))
        except ValidationError as problem:
            form.add_error("file", problem)
            form.mark_wrong()
        else:
            return render(request, "phonebook/trial.html", {"trial": found, "agreed": _signed(company, found)})
    return render(request, "phonebook/import.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save what was looked at, all of it or nothing."""
    company = access_company(request)
    try:
        rows = signing.loads(request.POST.get("agreed", ""), salt=_salt(company), max_age=AGREED_WITHIN)
        entries = [PhonebookEntry(company=company, number=number, name=name, kind=kind) for name, number, kind in rows]
        contacts.bring_in(company, entries, by(request))
    except signing.BadSignature:
        messages.error(request, _("It is too long ago that you looked at this file: choose it again."))
        return redirect("phonebook:import")
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("phonebook:import")
    said = ngettext("%(count)s number is saved.", "%(count)s numbers are saved.", len(entries))
    messages.success(request, said % {"count": len(entries)})
    return redirect("phonebook:list")


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """All contacts for Excel and the like; it can be brought in again."""
    company = access_company(request)
    text = export.table(company, get_language() or company.language)
    return _file(text, "text/csv; charset=utf-8", "contacts.csv")


@require_safe
def as_cards(request: HttpRequest) -> HttpResponse:
    """All contacts as vCards, for address books."""
    return _file(export.cards(access_company(request)), "text/vcard; charset=utf-8", "contacts.vcf")


def _file(text: str, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=content_type, headers=headers)


def _signed(company: Company, found: Trial) -> str:
    """What was read, so that exactly that is saved; nothing is kept on our side meanwhile."""
    rows: Any = [(read.name, read.number, read.kind) for read in found.to_save]
    return signing.dumps(rows, salt=_salt(company), compress=True)


def _salt(company: Company) -> str:
    return f"phonebook-import-{company.pk}"
