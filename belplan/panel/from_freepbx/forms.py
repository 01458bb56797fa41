"""The files of a FreePBX, and what was read of them on its way between two pages: sealed, so that nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.callplan.from_freepbx.reading import Export, NotRead, read_export
from belplan.callplan.from_freepbx.starts import starts_of
from belplan.panel.forms import PanelForm
from belplan.panel.phrases import translated
from belplan.tenancy.models import Company

LARGEST = 5 * 2**20  # bytes, of all files together
LARGEST_SEALED = 2**21  # characters: a form may have half a megabyte more
KEPT = 24 * 3600  # seconds


class _Files(forms.FileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several files at once."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each as one is."""
        files = data if isinstance(data, list) else [data]
        return [super(_FilesField, self).clean(file, initial) for file in files or [None]]


class FilesForm(PanelForm):
    """The files; `cleaned_data` then holds what was read of them as `exports`."""

    exports = _FilesField(
        label=gettext_lazy("Files from FreePBX"),
        help_text=gettext_lazy("CSV or JSON, or a ZIP of them. Choose several at once."),
        widget=_Files(attrs={"accept": ".csv,.json,.zip,.txt"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("There is nothing in this file: choose another."),
        },
    )

    def clean_exports(self) -> Export:
        """What was read. Raises ValidationError naming the file and the line."""
        files: Sequence[Any] = self.cleaned_data["exports"]
        if (size := sum(file.size for file in files)) > LARGEST:
            told = {"size": filesizeformat(size), "largest": filesizeformat(LARGEST)}
            raise ValidationError(_("This is %(size)s: %(largest)s at most. Leave some files out."), params=told)
        try:
            export = read_export((file.name, file.read()) for file in files)
        except NotRead as problem:
            raise ValidationError(translated(problem.text)) from problem
        if not starts_of(export):
            message = _("No inbound route, time condition, IVR or ring group was found in it: add the files with them.")
            raise ValidationError(message)
        return export


def seal(export: Export, company: Company) -> str:
    """The export as text that only we can have made. Raises ValidationError where it is too large."""
    text = signing.dumps([export.tables, export.unused], salt=_salt(company), compress=True)
    if len(text) > LARGEST_SEALED:
        raise ValidationError({"exports": _("There is more in it than fits: leave some files out.")})
    return text


def unseal(text: str, company: Company) -> Export | None:
    """None for what is too old, or not from us."""
    try:
        tables, unused = signing.loads(text, salt=_salt(company), max_age=KEPT)
    except signing.BadSignature:
        return None
    return Export(tables, tuple(unused))


def _salt(company: Company) -> str:
    return f"from-freepbx {company.key}"
