"""The field of a form in which a photo is chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from belplan.exchange import photos
from belplan.panel.forms import PanelForm


class PhotoField(forms.FileField):
    """Gives the square that is to be kept; None where nothing was chosen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Photo"),
            help_text=gettext_lazy("Colleagues see it beside the name. JPEG, PNG or WebP, 10 MB at most."),
            widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
            error_messages={
                "required": gettext_lazy("Choose a picture."),
                "empty": gettext_lazy("There is nothing in this file: choose another."),
            },
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        """Raises ValidationError."""
        file: UploadedFile[Any] | None = super().clean(data, None)
        return photos.square(file.read(photos.LARGEST + 1), file.size or 0) if file else None


class PhotoForm(PanelForm):
    """A photo and nothing else."""

    photo = PhotoField()
