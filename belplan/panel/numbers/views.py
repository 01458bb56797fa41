"""The list of numbers, and one of them: the call plan that it leads to, and who shows it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from belplan.exchange.models import DraftPlan, Number, Person, Trunk
from belplan.exchange.readable import readable
from belplan.identity.access import access_account, access_company, access_one
from belplan.identity.whereabouts import where
from belplan.panel.forms import PanelForm
from belplan.panel.listing import page_of, words_of
from belplan.panel.numbers.search import found
from belplan.panel.trunks.standing import lines_of
from belplan.publishing.models import PublishedPlanRow
from belplan.publishing.number_keeping import lead_number
from belplan.publishing.plan_keeping import Keeper
from belplan.tenancy.models import Company

FIRST = 50  # users who show a number that its page names


class LeadForm(PanelForm):
    """Where a number leads."""

    plan = forms.ModelChoiceField(
        DraftPlan.everywhere.none(),
        required=False,
        label=gettext_lazy("Call plan"),
        empty_label=gettext_lazy("None: whoever calls it is refused"),
        to_field_name="key",
    )

    def __init__(self, data: Any, number: Number) -> None:
        super().__init__(data, initial={"plan": number.plan.key if number.plan else ""})
        field = self.fields["plan"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared so above)
        field.queryset = DraftPlan.objects.for_company(number.company).filter(owner=None).order_by("name")


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All of them, or those that match."""
    company, words = access_company(request), words_of(request)
    first = Number.objects.for_company(company).order_by("digits").first()
    context = {"page": page_of(request, found(company, words)), "q": words, "shown": company, "first": first}
    context["lines_there"] = Trunk.objects.for_company(company).exists()
    return render(request, "numbers/overview.html", context)


@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    """How the company's lines to the outside stand with their carriers: a part of a page."""
    company = access_company(request)
    lines = lines_of(company, Trunk.objects.for_company(company).order_by("pk"), operator=False)
    context = {"lines": lines, "asked_at": request.get_full_path(), "named": len(lines) > 1}
    return render(request, "trunks/standing.html", context)


@require_http_methods(["GET", "POST"])
def number(request: HttpRequest, pk: int) -> HttpResponse:
    """One number; saving where it leads."""
    company = access_company(request)
    shown = access_one(Number.objects.for_company(company).select_related("plan", "company"), pk=pk)
    form = LeadForm(request.POST if request.method == "POST" else None, shown)
    if form.is_valid():
        by = Keeper(access_account(request).login, where(request).address)
        try:
            lead_number(shown, form.cleaned_data["plan"], by)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": readable(shown.digits, company.country)})
            return redirect("numbers:list")
    context = {"form": form, "number": shown, "shown": company, **_shown_by(company, shown)}
    return render(request, "numbers/number.html", context, status=422 if form.errors else 200)


def _shown_by(company: Company, number: Number) -> dict[str, Any]:
    people = Person.objects.for_company(company)
    by_choice = people.filter(outgoing_number=number).order_by("name")
    first = Number.objects.for_company(company).order_by("digits").first()
    published = PublishedPlanRow.objects.for_company(company)
    return {
        "people": by_choice[:FIRST],
        "more": max(0, by_choice.count() - FIRST),
        "without": people.filter(outgoing_number=None).count() if first == number else 0,
        "unpublished": number.plan and not published.filter(key=number.plan.key).exists(),
    }
