"""The phonebook: found by everybody, and its contacts added, changed and removed by administrators."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belplan.exchange.models import Person, PhonebookEntry
from belplan.exchange.phonebook import KINDS, Found
from belplan.identity.access import access_account, access_company, access_one
from belplan.panel.listing import PAGE, Listing, by
from belplan.panel.phonebook.forms import ContactForm
from belplan.panel.phonebook.presence import told
from belplan.panel.phonebook.words import KIND_NAMES
from belplan.provisioning import contacts
from belplan.tenancy.models import Company

LONGEST_KEY = 18  # digits of a row's number in the database


def _found(company: Company, words: str) -> QuerySet[PhonebookEntry]:
    """Counted and cut like the rows of a table, which is all that a list asks."""
    return cast("QuerySet[PhonebookEntry]", Found(company, words))


LIST = Listing("phonebook", "phonebook:edit", _found, contacts.remove, contacts.bring_back)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everybody, with what an administrator may do."""
    company = access_company(request)
    return render(request, "phonebook/overview.html", _shown(request, company, "phonebook:lamps"))


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Everybody, to be found and called."""
    company = access_account(request).company
    return render(request, "phonebook/own.html", _shown(request, company, "own_phonebook:lamps"))


@require_safe
def lamps(request: HttpRequest) -> HttpResponse:
    """What the colleagues on the page are at, asked again and again."""
    return _lamps(request, access_company(request))


@require_safe
def own_lamps(request: HttpRequest) -> HttpResponse:
    """The same in the user panel."""
    return _lamps(request, access_account(request).company)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new contact."""
    return _form(request, PhonebookEntry(company=access_company(request)))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One number of a contact."""
    return _form(request, access_one(PhonebookEntry.objects.for_company(access_company(request)), pk=pk))


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one number; it can be undone."""
    return LIST.take_out(request, access_one(PhonebookEntry.objects.for_company(access_company(request)), pk=pk))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Bring back what was removed last."""
    return LIST.put_back(request, access_company(request))


def _shown(request: HttpRequest, company: Company, lamps: str) -> dict[str, Any]:
    kind = next((kind for kind in KINDS if kind == request.GET.get("show")), None)
    listing = replace(LIST, found=lambda company, words: cast("Any", Found(company, words, kind)))
    return {**listing.shown(request, company), "show": kind or "", "kinds": KIND_NAMES, "lamps": lamps}


def _lamps(request: HttpRequest, company: Company) -> HttpResponse:
    wanted = [int(pk) for pk in request.GET.getlist("who")[:PAGE] if pk.isdecimal() and len(pk) < LONGEST_KEY]
    people = Person.objects.for_company(company).filter(pk__in=wanted)
    return render(request, "phonebook/lamps.html", {"told": told(company, list(people))})


def _form(request: HttpRequest, entry: PhonebookEntry) -> HttpResponse:
    before = entry.name
    form = ContactForm(request.POST if request.method == "POST" else None, entry)
    if form.is_valid():
        try:
            contacts.save(entry, by(request))
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": entry.name})
            return redirect("phonebook:list")
    context = {"form": form, "name": before, "entry": entry}
    return render(request, "phonebook/edit.html", context, status=422 if form.errors else 200)
