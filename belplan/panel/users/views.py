"""The list of users, and taking all second factors from somebody who has lost them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from belplan.identity import resets
from belplan.identity.access import access_account, access_account_to_reset, access_company
from belplan.identity.models import Account
from belplan.identity.whereabouts import where
from belplan.panel.listing import page_of, words_of
from belplan.panel.users.lines import lines


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everybody who may sign in for the company."""
    company, words = access_company(request), words_of(request)
    found = Account.objects.filter(company=company).select_related("company", "person").prefetch_related("factors")
    if words:
        found = found.filter(
            Q(login__contains=words.lower()) | Q(person__name__icontains=words) | Q(person__extension__startswith=words)
        )
    page = page_of(request, found.order_by("person__name", "login"))
    rows = lines(page, access_account(request), timezone.now())
    return render(request, "users/overview.html", {"page": page, "lines": rows, "q": words})


@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """They set up a way anew, and choose another password, at their next sign-in."""
    who, target = access_account(request), access_account_to_reset(request, pk)
    resets.reset(target, who=who.login, where=where(request), now=timezone.now())
    messages.success(
        request,
        _("%(name)s sets up a second factor anew and chooses another password at the next sign-in.")
        % {"name": target.person.name if target.person else target.login},
    )
    if target.company_id == access_company(request).pk:
        return redirect("users:list")
    return redirect("customers:company", key=target.company.key)
