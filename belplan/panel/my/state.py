"""One's own state: to be disturbed or not, and the telephone where one signed in; both may be changed here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from belplan.engine.state import CompanyState, SetDoNotDisturb, TakeSeat
from belplan.exchange.models import Device, Person
from belplan.identity.access import access_own_calls
from belplan.panel.live import Live, change, live_of
from belplan.tenancy.models import Company


def context(company: Company, person: Person | None, live: Live | None = None) -> dict[str, Any]:
    """What the dashboard shows of it; nothing for who is no user of the exchange."""
    if person is None:
        return {}
    live = live or live_of(company)
    device = Device.objects.for_company(company).filter(key=_seat(live.state, person)).first()
    return {"live": live, "undisturbed": person.key in live.state.undisturbed, "seat": device}


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Be disturbed no more, or again; or sign out where one signed in."""
    sight = access_own_calls(request)
    if sight.person is None:
        return redirect("my:home")  # who is no user of the exchange has no telephones
    company, person = sight.company, sight.person
    if "sign_out" in request.POST:
        live = _sign_out(request, company, person)
    else:
        on = request.POST.get("undisturbed") == "yes"
        what = f"do not disturb of user {person.key} switched {'on' if on else 'off'}"
        live = change(request, company, SetDoNotDisturb(person.key, on), what)
    if "HX-Request" in request.headers:
        return render(request, "my/state.html", context(company, person, live))
    if live.problem:
        messages.error(request, live.problem)
    return redirect("my:home")


def _sign_out(request: HttpRequest, company: Company, person: Person) -> Live:
    live = live_of(company)
    seat = _seat(live.state, person)
    what = f"user {person.key} signed out at telephone {seat}"
    return change(request, company, TakeSeat(seat, ""), what) if seat else live


def _seat(state: CompanyState, person: Person) -> str:
    """The key of the telephone where they signed in, or empty."""
    return next((device for device, user in state.seats.items() if user == person.key), "")
