"""One trunk: added, changed, removed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belplan.exchange.models import Number, Trunk
from belplan.identity.access import access_one, access_operator, access_served_company
from belplan.identity.whereabouts import where
from belplan.panel.trunks.form import TrunkForm
from belplan.panel.trunks.standing import lines_of
from belplan.publishing.plan_keeping import Keeper
from belplan.publishing.trunk_keeping import keep_trunk, remove_trunk
from belplan.tenancy.models import Company


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, key: str) -> HttpResponse:
    """A new one."""
    return _form(request, Trunk(company=_company(request, key)))


@require_http_methods(["GET", "POST"])
def trunk(request: HttpRequest, key: str, trunk: str) -> HttpResponse:
    """One that there is."""
    return _form(request, _one(request, key, trunk))


@require_safe
def standing(request: HttpRequest, key: str) -> HttpResponse:
    """How all trunks of a company stand with their carriers, or the one that is asked for: a part of a page."""
    company, one = _company(request, key), request.GET.get("trunk", "")
    trunks = Trunk.objects.for_company(company).order_by("pk")
    lines = lines_of(company, trunks.filter(key=one) if one else trunks, operator=True)
    asked_at = request.get_full_path()
    return render(request, "trunks/standing.html", {"lines": lines, "asked_at": asked_at, "named": not one})


@require_POST
def remove(request: HttpRequest, key: str, trunk: str) -> HttpResponse:
    """No calls over it any more."""
    shown = _one(request, key, trunk)
    try:
        remove_trunk(shown, _by(request))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("trunks:trunk", key=key, trunk=trunk)
    messages.success(request, _("%(name)s is removed.") % {"name": shown.name})
    return redirect("customers:company", key=key)


def _form(request: HttpRequest, shown: Trunk) -> HttpResponse:
    form = TrunkForm(request.POST if request.method == "POST" else None, shown)
    name = shown.name
    if form.is_valid():
        try:
            keep_trunk(form.fill(), _by(request))
        except ValidationError as problem:
            form.refuse(problem, register="secret" if shown.username else "username", key="name", account="name")
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": shown.name})
            return redirect("trunks:trunk", key=shown.company.key, trunk=shown.key)
    context = {"form": form, "trunk": shown, "shown": shown.company, "name": name}
    context["standing_at"] = f"{reverse('trunks:standing', args=[shown.company.key])}?trunk={shown.key}"
    context["number"] = Number.objects.for_company(shown.company).order_by("digits").first()
    return render(request, "trunks/edit.html", context, status=422 if form.errors else 200)


def _one(request: HttpRequest, key: str, trunk: str) -> Trunk:
    rows = Trunk.objects.for_company(_company(request, key)).select_related("company")
    return access_one(rows, key=trunk)


def _company(request: HttpRequest, key: str) -> Company:
    access_operator(request)
    return access_served_company(request, key)


def _by(request: HttpRequest) -> Keeper:
    return Keeper(access_operator(request).login, where(request).address)
