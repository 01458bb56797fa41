"""What the screens of things that call plans share have in common: their lists, saving them, removal and its undo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from belplan.exchange.models.shared import Shared
from belplan.identity.access import access_account, access_company, access_one
from belplan.identity.whereabouts import where
from belplan.panel.forms import PanelForm
from belplan.panel.listing import UNDO_SECONDS, page_of, words_of
from belplan.publishing import library
from belplan.publishing.arranging import free_key
from belplan.publishing.in_use import used_by
from belplan.publishing.publish import By
from belplan.publishing.shared import OTHER_CALLS

Row = TypeVar("Row", bound=Shared)


@dataclass(frozen=True)
class Screen(Generic[Row]):
    """One tab above the call plans. Its templates' list extends panel/listing.html."""

    model: type[Row]
    name: str  # the namespace of its addresses: list, add, undo, and one row's own of this same name
    reserved: Iterable[str] = ("add", "undo")  # addresses, so no keys

    def new(self, request: HttpRequest, **values: Any) -> Row:
        """One that is not stored yet."""
        return self.model(company=access_company(request), **values)

    def one(self, request: HttpRequest, key: str) -> Row:
        """One of the company's, by its key."""
        return access_one(self.model.objects.for_company(access_company(request)), key=key)

    def listed(self, request: HttpRequest) -> dict[str, Any]:
        """The template's context: a page of rows (each with the `plans` that use it), and what may be brought back."""
        company, words = access_company(request), words_of(request)
        found = self.model.objects.for_company(company).order_by("name", "pk")
        page = page_of(request, found.filter(name__icontains=words) if words else found)
        used = used_by(company, self.model.kind)
        lines = [(row, used.get(row.key, [])) for row in page]
        return {
            "page": page, "lines": lines, "q": words, "removed": self._removed(request), "undo": f"{self.name}:undo",
        }  # fmt: skip

    def store(self, request: HttpRequest, row: Row, seen: str) -> None:
        """Save what somebody changed who saw the version `seen`, and say so. Raises ValidationError: library.save."""
        if not row.key:
            taken = set(self.model.objects.for_company(row.company).values_list("key", flat=True))
            row.key = free_key(row.name, taken | set(self.reserved), otherwise=self.model.kind, longest=64)
        note, accepts = _("%(name)s changed") % {"name": row.name}, bool(request.POST.get("accepts"))
        plans = library.save(row, replace(by(request), note=note, accepts=accepts), seen)
        messages.success(request, _told(row, plans))

    def saved(self, request: HttpRequest, row: Row, form: SharedForm, **shown_at: str) -> bool:
        """Whether what a form holds was saved; if not it tells why. `shown_at`: as PanelForm.refuse."""
        form.put_in(row)
        try:
            self.store(request, row, form.seen)
        except ValidationError as problem:
            form.refused(problem, self.version(row), **shown_at)
            return False
        return True

    def version(self, row: Row) -> str:
        """Of what is stored now."""
        return library.version_of(self.model.objects.for_company(row.company).filter(pk=row.pk).first())

    def take_out(self, request: HttpRequest, row: Row) -> HttpResponse:
        """Remove it, unless something uses it; it can be undone."""
        try:
            kept = library.remove(row, by(request))
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
            return redirect(f"{self.name}:{self.name}", key=row.key)
        until = timezone.now().timestamp() + UNDO_SECONDS
        request.session[self._place] = {"name": row.name, "kept": kept, "until": until}
        return redirect(f"{self.name}:list")

    def put_back(self, request: HttpRequest) -> HttpResponse:
        """Bring back what was removed last."""
        company, removed = access_company(request), self._removed(request)
        request.session.pop(self._place, None)
        if removed:
            try:
                row = library.bring_back(self.model, company, removed["kept"], by(request))
            except ValidationError as problem:
                messages.error(request, " ".join(problem.messages))
            else:
                messages.success(request, _("%(name)s is back.") % {"name": row.name})
        return redirect(f"{self.name}:list")

    @property
    def _place(self) -> str:
        """Of what was removed last, in the session."""
        return f"{self.name}_removed"

    def _removed(self, request: HttpRequest) -> dict[str, Any] | None:
        """What may still be brought back; forgotten once its time is over."""
        removed: dict[str, Any] | None = request.session.get(self._place)
        if removed and removed["until"] < timezone.now().timestamp():
            del request.session[self._place]
            return None
        return removed


class SharedForm(PanelForm):
    """Base of the forms of one of them: its name, and what was stored when the page was opened."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def put_in(self, row: Any) -> None:
        """Put what was typed into the row, not yet saved."""
        raise TypeError(f"{type(self).__name__} has no put_in()")

    may_accept = False  # that saved calls of a plan go otherwise from now on
    seen = ""

    def refused(self, problem: ValidationError, stored: str, **shown_at: str) -> None:
        """Show why it was not saved; `stored` is the version that there is now. `shown_at`: as PanelForm.refuse."""
        code = getattr(problem, "code", "")
        self.may_accept = code == OTHER_CALLS
        if code == library.CHANGED:  # whoever saves now has been told
            self.seen = stored
        self.refuse(problem, **shown_at)


def by(request: HttpRequest) -> By:
    """Who changes something, and from where."""
    return By(access_account(request).login, where(request).address)


def _told(row: Shared, plans: list[str]) -> str:
    saved = _("%(name)s is saved.") % {"name": row.name}
    if not plans:
        return saved
    more = ngettext("In force at once in %(plans)s.", "In force at once in %(count)s plans: %(plans)s.", len(plans))
    return f"{saved} {more % {'plans': ', '.join(plans), 'count': len(plans)}}"
