"""What is asked of a contact, and of a file of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.exchange.models import PhonebookEntry
from belplan.exchange.readable import readable
from belplan.panel.forms import PanelForm

LARGEST = 5 * 1024 * 1024  # bytes


class ContactForm(PanelForm):
    """One number of somebody; who has more numbers is added once for each."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Shown on telephones when they call. The same name may have several numbers."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type a name.")},
    )
    number = forms.CharField(
        label=gettext_lazy("Number"),
        help_text=gettext_lazy("Such as 0475 11 22 33, or +33 1 23 45 67 89."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
        error_messages={"required": gettext_lazy("Type a telephone number, such as 0475 11 22 33.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Which telephone"),
        required=False,
        choices=[("", gettext_lazy("not said")), *PhonebookEntry.Kind.choices],
    )

    def __init__(self, data: Any, entry: PhonebookEntry) -> None:
        self.entry = entry
        shown = readable(entry.number, entry.company.country) if entry.number else ""
        super().__init__(data, initial={"name": entry.name, "number": shown, "kind": entry.kind})

    def clean(self) -> dict[str, Any]:
        """Check the row as it would be saved."""
        data = super().clean() or {}
        for name in data:
            setattr(self.entry, name, data[name])
        try:
            self.entry.full_clean(exclude=set(self.errors))
        except ValidationError as problem:
            self.refuse(problem)
        return data


class FileForm(PanelForm):
    """A file of contacts."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or vCard (.vcf), of 5 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.vcf,text/csv,text/vcard"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("There is nothing in this file: choose another."),
        },
    )

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse what is too large to read at once."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        size = file.size or 0
        if size > LARGEST:
            told = {"size": filesizeformat(size), "largest": filesizeformat(LARGEST)}
            raise ValidationError(_("This file is %(size)s: %(largest)s at most. Divide it."), params=told)
        return file
