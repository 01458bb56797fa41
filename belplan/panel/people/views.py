"""The list of users, one of them, adding and removing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belplan.exchange.models import Device, Person
from belplan.identity import colleagues
from belplan.identity.access import access_account, access_company, access_one
from belplan.identity.whereabouts import where
from belplan.panel.people.form import PersonForm
from belplan.panel.people.search import found

PAGE = 50  # people
REMOVED = "person_removed"  # in the session: who was removed last, to be brought back
UNDO_SECONDS = 600  # how long the list offers to bring it back


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everybody of the company, or those who match."""
    company, words = access_company(request), request.GET.get("q", "").strip()[:100]
    page = Paginator(found(company, words), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "q": words, "removed": _removed(request)}
    return render(request, "people/overview.html", context)


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
    person = access_one(Person.objects.for_company(access_company(request)), pk=pk)
    name = person.name
    try:
        kept = colleagues.remove(person, _by(request))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("people:edit", pk=pk)
    request.session[REMOVED] = {"name": name, "kept": kept, "until": timezone.now().timestamp() + UNDO_SECONDS}
    return redirect("people:list")


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Bring back who was removed last."""
    company, removed = access_company(request), _removed(request)
    request.session.pop(REMOVED, None)
    if removed is None:
        return redirect("people:list")
    try:
        person = colleagues.bring_back(company, removed["kept"], _by(request))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("%(name)s is back.") % {"name": person.name})
    return redirect("people:list")


def _form(request: HttpRequest, person: Person) -> HttpResponse:
    form = PersonForm(request.POST if request.method == "POST" else None, person, access_account(request))
    before = person.name
    if form.is_valid():
        try:
            told = form.keep(_by(request), timezone.now())
        except ValidationError as problem:
            form.add(problem)
        else:
            if told:
                return render(request, "people/made.html", {"person": person, "sign_in": told})
            messages.success(request, _("%(name)s is saved.") % {"name": person.name})
            return redirect("people:list")
    devices = Device.objects.for_company(person.company).filter(person=person) if before else []
    context = {"form": form, "name": before, "person": person, "account_shown": form.account, "devices": devices}
    return render(request, "people/edit.html", context, status=422 if form.errors else 200)


def _by(request: HttpRequest) -> colleagues.By:
    return colleagues.By(access_account(request), where(request))


def _removed(request: HttpRequest) -> dict[str, Any] | None:
    """What may still be brought back; forgotten once its time is over."""
    removed: dict[str, Any] | None = request.session.get(REMOVED)
    if removed and removed["until"] < timezone.now().timestamp():
        del request.session[REMOVED]
        return None
    return removed
