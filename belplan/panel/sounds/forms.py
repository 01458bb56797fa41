"""What is asked of a sound: a name, and a file or a text, made into what callers hear before it is saved."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Case, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.exchange.models import Device, Job, Person, Sound
from belplan.panel.devices.search import found, with_account
from belplan.panel.devices.signed_in import signed_in
from belplan.panel.forms import PanelForm
from belplan.panel.phrases import translated
from belplan.panel.picking import SHORT, PickField, by_name_or
from belplan.panel.shared import SharedForm, by
from belplan.panel.sounds import work
from belplan.panel.sounds.work import folder_of
from belplan.publishing import hooks
from belplan.publishing.library import version_of
from belplan.publishing.publish import By
from belplan.speech.sounds import SoundFile, SpeechError, sound_file
from belplan.speech.uploads import MOST_BYTES, convert, takes_long
from belplan.tenancy.models import LANGUAGES, Company

FILE, TEXT = "file", "text"
SOURCES = ((FILE, gettext_lazy("A file or a recording")), (TEXT, gettext_lazy("A text, spoken by the exchange")))
_KEPT = re.compile(r"[0-9a-f]{32}")
_MB = 2**20


class SoundForm(SharedForm):
    """Where the sound comes from, and the sound itself (`made`) once the form is right."""

    source = forms.ChoiceField(label=gettext_lazy("Where does the sound come from?"), choices=SOURCES, initial=FILE)
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("MP3, WAV, M4A, OGG or another usual format, at most 50 MB and 20 minutes."),
        widget=forms.FileInput(attrs={"accept": "audio/*,video/*", "data-most": str(MOST_BYTES)}),
        error_messages={"empty": gettext_lazy("There is nothing in this file: choose another.")},
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)  # a file that was sent before, made ready already
    say = forms.CharField(label=gettext_lazy("Text to speak"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    language = forms.ChoiceField(label=gettext_lazy("Language of the text"), required=False, choices=LANGUAGES)

    def __init__(self, company: Company, row: Sound | None, *args: Any, asker: By | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company, self.row, self.asker = company, row, asker
        self.made: SoundFile | None = None
        self.making: Job | None = None  # where the worker makes it, as it takes long

    def clean(self) -> dict[str, Any]:
        """Make the sound, so that what is wrong with it stands beside its field."""
        data = super().clean() or self.cleaned_data
        source = data.get("source")
        field = "say" if source == TEXT else "file"
        if source and field not in self.errors:
            try:
                self.made = self._spoken(data) if source == TEXT else self._file(data)
            except SpeechError as error:
                self.add_error(field, translated(error.text))
        return data

    @property
    def kept_file(self) -> str:
        """The name of a file that is ready though it is not saved yet."""
        made = self.made if self.is_bound and self.cleaned_data.get("source") == FILE else None
        return made.path.stem if made and made.path.stem != self._own else ""

    @property
    def _own(self) -> str:
        return Path(self.row.file).stem if self.row else ""

    def put_in(self, row: Sound) -> None:
        """What was typed and made, not yet saved."""
        row.name = self.cleaned_data["name"]
        text = self.cleaned_data["source"] == TEXT
        if self.made:
            row.file, row.seconds = str(self.made.path.relative_to(settings.DATA)), self.made.seconds
            row.text = self.cleaned_data["say"] if text else ""
            row.language = self.cleaned_data["language"] if text else ""

    def _spoken(self, data: dict[str, Any]) -> SoundFile | None:
        language = data.get("language") or self.company.language
        return hooks.speak(data.get("say", ""), language, folder_of(self.company))

    def _file(self, data: dict[str, Any]) -> SoundFile | None:
        folder, kept = folder_of(self.company), data.get("kept", "")
        if data.get("file"):
            made = ready(data["file"], self.company, self.asker)
            if isinstance(made, SoundFile):
                return made
            self.making = made
            return None
        if _KEPT.fullmatch(kept) and (folder / f"{kept}.wav").is_file():
            return sound_file(folder / f"{kept}.wav")
        if self.row is None or self.row.text:
            self.add_error("file", _("Choose a file, or record the sound."))
        return None  # it stays as it is


class TelephoneForm(PanelForm):
    """The telephone to record by: one's own first, and only those that may be registered where they are few."""

    telephone = PickField(
        label=gettext_lazy("Record by telephone"), queryset=Device.everywhere.none(), empty_label=None
    )

    def __init__(self, company: Company, own: Person | None, *args: Any) -> None:
        super().__init__(*args)
        mine = Case(When(person=own, then=Value(0)), default=Value(1)) if own else Value(0)
        rows = found(company, "").alias(mine=mine).order_by("mine", "name", "pk")
        few = list(rows[: SHORT + 1])
        if len(few) <= SHORT:
            away = {there.device for there in signed_in(company, few) if there.known and not there.registered}
            rows = rows.exclude(pk__in=away)
        self.any = rows.exists()
        field = cast("PickField", self.fields["telephone"])
        field.offer(rows, with_account, by_name_or("account"), "sounds:telephones")
        field.initial = rows.filter(person=own).first() if own else None


def ready(upload: UploadedFile[Any], company: Company, asker: By | None, tune: str = "") -> SoundFile | Job:
    """An upload as callers will hear it, or the job that makes it so; the same upload is made ready once.

    `tune`: the name under which the worker adds it to the music on hold. Raises SpeechError.
    """
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    target = folder_of(company) / f"{digest.hexdigest()[:32]}.wav"
    upload.seek(0)
    if target.exists():
        return sound_file(target)
    file: Any = upload
    if asker and takes_long(file, upload.size or 0):
        return work.ask(company, upload, target.stem, asker, tune)
    return convert(file, upload.size or 0, target)


def opened(sound: Sound) -> SoundForm:
    """The form with what is stored."""
    stored = sound if sound.pk else None
    source = TEXT if sound.text else FILE
    language = sound.language or sound.company.language
    initial = {"name": sound.name, "source": source, "say": sound.text, "language": language}
    form = SoundForm(sound.company, stored, None, initial=initial)
    form.seen = version_of(sound)
    return form


def sent(request: HttpRequest, sound: Sound) -> SoundForm:
    """The form as it was sent."""
    form = SoundForm(sound.company, sound if sound.pk else None, request.POST, request.FILES, asker=by(request))
    form.seen = request.POST.get("seen", "")
    return form


def too_large(size: int) -> str:
    """What is said of an upload of so many bytes."""
    return _(
        "This file has %(size)d MB and at most %(most)d MB are possible: shorten the sound, or save it as MP3."
    ) % {
        "size": round(size / _MB),
        "most": MOST_BYTES // _MB,
    }
