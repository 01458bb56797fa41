"""The base of the panel's forms: Tabler's classes on each field, marked where it is wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class PanelForm(forms.Form):
    """A form that looks like the house."""

    use_required_attribute = False  # the browser's own messages speak another language than the page

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _css(field.widget))

    def full_clean(self) -> None:
        super().full_clean()
        self.mark_wrong()

    def refuse(self, problem: ValidationError, **shown_at: str) -> None:
        """Show each refusal beside its field (`shown_at`: another field's), and what is about none of them, above."""
        by_field = problem.error_dict if hasattr(problem, "error_dict") else {NON_FIELD_ERRORS: problem.error_list}
        for name, errors in by_field.items():
            name = shown_at.get(name, name)
            self.add_error(name if name in self.fields else None, errors)
        self.mark_wrong()

    def mark_wrong(self) -> None:
        """Show which fields are wrong; once more after errors that were added from outside."""
        for name in self.errors:
            attrs = self.fields[name].widget.attrs if name in self.fields else {"class": "is-invalid"}
            if "is-invalid" not in attrs["class"]:
                attrs["class"] += " is-invalid"


def _css(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
