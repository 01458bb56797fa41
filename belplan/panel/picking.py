"""Choosing one row of a company: from a list where it is short, else found by typing, which the server answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

if TYPE_CHECKING:  # generic for the type checker only
    RowField = forms.ModelChoiceField[Any]
else:
    RowField = forms.ModelChoiceField

SHORT = 50  # rows that a list shows
MATCHES = 20  # rows that are offered at once to who types


class FoundInput(forms.TextInput):
    """A text with what the server finds for it, to choose from as one types."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field and its list, which is empty until something is typed."""
        found = f"{(attrs or {}).get('id', name)}_found"
        told = {**(attrs or {}), "list": found, "hx-target": f"#{found}"}
        return format_html('{}<datalist id="{}"></datalist>', super().render(name, value, told, renderer), found)


class PickField(RowField):
    """One row. What `offer` is given decides whether it is a list or a text."""

    _reads: Callable[[str], Q] | None = None

    def offer(self, rows: QuerySet[Any], label: Callable[[Any], str], reads: Callable[[str], Q], found_at: str) -> None:
        """Choose among these rows. `reads` says which row a typed text means; `found_at` is the URL that answers it."""
        self.queryset = rows
        self.label_from_instance = label  # type: ignore[assignment,method-assign]
        if rows[: SHORT + 1].count() <= SHORT:
            return
        self._reads = reads
        asks = {"hx-get": reverse(found_at), "hx-trigger": "input changed delay:150ms", "autocomplete": "off"}
        self.widget = FoundInput(attrs={**self.widget.attrs, **asks, "class": "form-control"})
        typing = _("Type a part of the name or number, then choose.")
        self.help_text = f"{typing} {self.help_text}".strip()

    def prepare_value(self, value: Any) -> Any:
        """A chosen row as it is typed."""
        return (
            self.label_from_instance(value)
            if self._reads and isinstance(value, Model)
            else super().prepare_value(value)
        )

    def to_python(self, value: Any) -> Any:
        """The row that is meant. Raises ValidationError."""
        if not self._reads or not str(value or "").strip():
            return super().to_python(value)
        offered = self.queryset
        assert offered is not None  # noqa: S101 (`offer` gave it)
        rows = list(offered.filter(self._reads(str(value).strip()))[:2])
        if len(rows) != 1:
            message = _("Choose one from the list that appears as you type.")
            raise forms.ValidationError(message, "invalid_choice")
        return rows[0]


def by_name_or(field: str) -> Callable[[str], Q]:
    """How "Ann Peeters (201)" is read, and Ann Peeters or 201 alone; `field` is what stands in the brackets."""

    def reads(text: str) -> Q:
        bracketed = re.fullmatch(r".*\(([^()]+)\)", text)
        return Q(**{field: bracketed[1]}) if bracketed else Q(**{field: text}) | Q(name__iexact=text)

    return reads


def answer(request: HttpRequest, rows: QuerySet[Any], label: Callable[[Any], str]) -> HttpResponse:
    """The first rows as what may be chosen."""
    return render(request, "panel/found.html", {"labels": [label(row) for row in rows[:MATCHES]]})
