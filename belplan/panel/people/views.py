"""The list of users, one of them, adding and removing."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belplan.exchange.models import Device, Person
from belplan.identity import colleagues
from belplan.identity.access import access_account, access_company, access_one
from belplan.panel.destination import made, own_page
from belplan.panel.listing import Listing, by
from belplan.panel.people.form import PersonForm
from belplan.panel.people.search import found

LIST = Listing("people", "people:edit", found, colleagues.remove, colleagues.bring_back)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everybody of the company, or those who match."""
    return render(request, "people/overview.html", LIST.shown(request, access_company(request)))


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new user; a password that was made is shown once, on the answer."""
    company = access_company(request)
    return _form(request, Person(company=company, language=company.language))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One user."""
    return _form(request, access_one(Person.objects.for_company(access_company(request)), pk=pk))


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one, unless a call plan uses them; it can be undone."""
    return LIST.take_out(request, access_one(Person.objects.for_company(access_company(request)), pk=pk))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Bring back who was removed last."""
    return LIST.put_back(request, access_company(request))


def _form(request: HttpRequest, person: Person) -> HttpResponse:
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PersonForm(data, files, person, access_account(request))
    before = person.name
    if form.is_valid():
        try:
            told = form.keep(by(request), timezone.now())
        except ValidationError as problem:
            form.refuse(problem, login="extension")
        else:
            back = made(own_page(request, request.GET.get("next", "")), person.key)
            if told:
                return render(request, "people/made.html", {"person": person, "sign_in": told, "back": back})
            messages.success(request, _("%(name)s is saved.") % {"name": person.name})
            return redirect(back or "people:list")
    devices = Device.objects.for_company(person.company).filter(person=person) if before else []
    context = {"form": form, "name": before, "person": person, "account_shown": form.account, "devices": devices}
    return render(request, "people/edit.html", context, status=422 if form.errors else 200)
