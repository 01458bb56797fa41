"""The price list, a price planned, and one called off."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from belplan.billing import prices
from belplan.billing.catalogue import FUNCTIONS
from belplan.billing.models import Price
from belplan.identity.access import access_one, access_operator
from belplan.identity.models import Account
from belplan.identity.whereabouts import where
from belplan.panel.prices.form import PriceForm


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """What each function costs since when, and a form for another price."""
    account, today = access_operator(request), timezone.localdate()
    form = PriceForm(request.POST if request.method == "POST" else None, today)
    if form.is_valid():
        try:
            prices.plan(**form.cleaned_data, today=today, by=_by(request, account))
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("prices:page")
    context = {"form": form, "functions": _functions(today)}
    return render(request, "prices/page.html", context, status=422 if form.errors else 200)


@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a price that has not begun."""
    account = access_operator(request)
    price = access_one(Price.objects.all(), pk=pk)
    try:
        prices.call_off(price, today=timezone.localdate(), by=_by(request, account))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("That price is called off."))
    return redirect("prices:page")


def _by(request: HttpRequest, account: Account) -> prices.Operator:
    return prices.Operator(account.login, account.company, where(request).address)


def _functions(today: date) -> list[dict[str, object]]:
    """Each function with its prices, the latest first; `holds`: today's."""
    shown = []
    for function in FUNCTIONS:
        rows = list(Price.objects.filter(function=function.key).order_by("-since"))
        holds = next((row for row in rows if row.since <= today), None)
        told = [{"price": row, "holds": row == holds, "to_come": row.since > today} for row in rows]
        shown.append({"title": function.title, "prices": told})
    return shown
