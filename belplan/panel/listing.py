"""What the lists of the company panel share: searched as one types, in pages, the last removal undone for a while."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from belplan.identity.access import access_account
from belplan.identity.colleagues import By
from belplan.identity.whereabouts import where
from belplan.tenancy.models import Company

PAGE = 50  # rows
LONGEST_SEARCH = 100  # characters
UNDO_SECONDS = 600  # how long the list offers to bring back what was removed last

Row = TypeVar("Row", bound=Model)


def by(request: HttpRequest) -> By:
    """Who changes something, and from where."""
    return By(access_account(request), where(request))


def words_of(request: HttpRequest) -> str:
    """What is searched for; empty where nothing is."""
    return request.GET.get("q", "").strip()[:LONGEST_SEARCH]


def page_of(request: HttpRequest, rows: QuerySet[Row]) -> Page[Row]:
    """The page of rows that the address asks for; the nearest one there is."""
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """One list and how its rows come and go. Its template extends panel/listing.html."""

    screen: str  # the namespace of its addresses: `list` and `undo` are among them
    one: str  # URL name of one row's own page
    found: Callable[[Company, str], QuerySet[Row]]  # the rows that match these words, in order
    remove: Callable[[Row, By], str]  # gives what `bring_back` needs; raises ValidationError
    bring_back: Callable[[Company, str, By], Row]  # raises ValidationError

    def shown(self, request: HttpRequest, company: Company) -> dict[str, Any]:
        """The template's context: a page of rows, what was searched, and what may be brought back."""
        words = words_of(request)
        return {
            "page": page_of(request, self.found(company, words)),
            "q": words,
            "removed": self._removed(request),
            "undo": f"{self.screen}:undo",
        }

    def take_out(self, request: HttpRequest, row: Row) -> HttpResponse:
        """Remove a row, or say on its page why not."""
        name, pk = str(row), row.pk
        try:
            kept = self.remove(row, by(request))
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
            return redirect(self.one, pk=pk)
        until = timezone.now().timestamp() + UNDO_SECONDS
        request.session[self._place] = {"name": name, "kept": kept, "until": until}
        return redirect(f"{self.screen}:list")

    def put_back(self, request: HttpRequest, company: Company) -> HttpResponse:
        """Bring back what was removed last, where that is still offered."""
        removed = self._removed(request)
        request.session.pop(self._place, None)
        if removed:
            try:
                row = self.bring_back(company, removed["kept"], by(request))
            except ValidationError as problem:
                messages.error(request, " ".join(problem.messages))
            else:
                messages.success(request, _("%(name)s is back.") % {"name": row})
        return redirect(f"{self.screen}:list")

    @property
    def _place(self) -> str:
        """Of what was removed last, in the session."""
        return f"{self.screen}_removed"

    def _removed(self, request: HttpRequest) -> dict[str, Any] | None:
        """What may still be brought back; forgotten once its time is over."""
        removed: dict[str, Any] | None = request.session.get(self._place)
        if removed and removed["until"] < timezone.now().timestamp():
            del request.session[self._place]
            return None
        return removed
