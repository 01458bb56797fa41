"""What is asked before users are added from a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.panel.forms import PanelForm
from belplan.panel.people_import.work import table

LARGEST = 5 * 2**20  # bytes


class FileForm(PanelForm):
    """The file. What is wrong with it as a whole stands beside it; its lines are looked through by the worker."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("From Excel or another program, with the names of the columns in its first line."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("There is nothing in this file: choose another."),
        },
    )

    unused: tuple[str, ...] = ()  # heads that mean nothing to us

    def clean_file(self) -> bytes:
        """Its content. Raises ValidationError."""
        file: Any = self.cleaned_data["file"]
        if file.size > LARGEST:
            told = {"size": filesizeformat(file.size), "largest": filesizeformat(LARGEST)}
            raise ValidationError(_("This file is %(size)s: %(largest)s at most. Divide it."), params=told)
        content: bytes = file.read()
        _places, unused, _rows = table(content)
        self.unused = tuple(unused)
        return content
