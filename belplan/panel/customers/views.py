"""The list of companies, one of them, making one, and going in to help."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from belplan.exchange.models import Number, Trunk
from belplan.identity import companies, help_consent
from belplan.identity.access import access_account, access_served_companies, access_served_company
from belplan.identity.models import Account, Role
from belplan.identity.whereabouts import where
from belplan.panel.countries import country_names
from belplan.panel.customers.form import CompanyForm
from belplan.panel.customers.lines import lines
from belplan.panel.users.lines import lines as account_lines
from belplan.tenancy.models import Company

FIRST_NUMBERS = 10  # of a company, on its page


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All companies that one serves."""
    served, words = access_served_companies(request), request.GET.get("q", "").strip()
    found = served.filter(name__icontains=words) | served.filter(key__contains=words.lower()) if words else served
    rows = lines(found.select_related("reseller").order_by("name"), timezone.now())
    return render(request, "customers/overview.html", {"lines": rows, "q": words, "any": bool(rows) or served.exists()})


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Make a company; its administrator's password is shown once, on the answer."""
    access_served_companies(request)
    account = access_account(request)
    form = CompanyForm(request.POST if request.method == "POST" else None, account)
    if form.is_valid():
        try:
            made, sign_in = companies.create(form.wanted(), who=account.login, origin=where(request).address)
        except ValidationError as problem:
            form.refuse(problem, login="extension")
        else:
            return render(request, "customers/made.html", {"made": made, "sign_in": sign_in})
    return render(request, "customers/add.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def company(request: HttpRequest, key: str) -> HttpResponse:
    """One company: what it has, its administrators, and what may be done."""
    asker, shown = access_account(request), access_served_company(request, key)
    context = {
        "shown": shown,
        "numbers": Number.objects.for_company(shown).order_by("digits")[:FIRST_NUMBERS],
        "number_count": Number.objects.for_company(shown).count(),
        "trunks": Trunk.objects.for_company(shown) if asker.role == Role.OPERATOR else [],
        "countries": country_names(shown.countries),
        "country": country_names([shown.country])[0],
        "lines": account_lines(_administrators(shown), asker, timezone.now()),
        "consent_to_help": help_consent.current(shown, timezone.now()),
        "own": shown == asker.company,
    }
    return render(request, "customers/company.html", context)


@require_POST
def suspend(request: HttpRequest, key: str) -> HttpResponse:
    """Nobody of it signs in until it is resumed."""
    account, shown = access_account(request), access_served_company(request, key)
    if shown == account.company:
        messages.error(request, _("That is your own company: you would lock yourself out."))
    else:
        companies.suspend(shown, who=account.login, origin=where(request).address, now=timezone.now())
        messages.success(request, _("%(name)s is suspended.") % {"name": shown.name})
    return redirect("customers:company", key=key)


@require_POST
def resume(request: HttpRequest, key: str) -> HttpResponse:
    """Its people may sign in again."""
    account, shown = access_account(request), access_served_company(request, key)
    companies.resume(shown, who=account.login, origin=where(request).address)
    messages.success(request, _("The people of %(name)s may sign in again.") % {"name": shown.name})
    return redirect("customers:company", key=key)


@require_POST
def open_to_help(request: HttpRequest, key: str) -> HttpResponse:
    """Show that company's panel, where it allows that."""
    account, shown = access_account(request), access_served_company(request, key)
    try:
        help_consent.open_panel(request, account, shown, where(request), timezone.now())
    except help_consent.NoConsent:
        messages.error(request, _no_consent(shown))
        return redirect("customers:company", key=key)
    return redirect("dashboard:home")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Back to one's own."""
    access_served_companies(request)
    help_consent.leave(request)
    return redirect("customers:list")


def _administrators(shown: Company) -> QuerySet[Account]:
    accounts = Account.objects.filter(company=shown).exclude(role=Role.USER)
    return accounts.select_related("company", "person").prefetch_related("factors").order_by("login")


def _no_consent(shown: Company) -> str:
    return _("%(name)s does not allow help now. An administrator there allows it under Settings.") % {
        "name": shown.name
    }
