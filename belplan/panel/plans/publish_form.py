"""What is asked before a plan is published: a note, when, and whether saved calls may go otherwise."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.exchange.models import DraftPlan
from belplan.panel.forms import PanelForm
from belplan.panel.simulator.form import MINUTE


class NoteForm(PanelForm):
    """A note for the list of versions, and consent."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("What changed and why, for the history: Els answers on Fridays."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    accepts = forms.BooleanField(
        label=gettext_lazy("Publish, and accept that these calls go otherwise from now on"), required=False
    )


class PublishForm(NoteForm):
    """The same, with the moment, for a draft as it was when the page was opened."""

    at = forms.DateTimeField(
        label=gettext_lazy("Later, at"),
        required=False,
        input_formats=[MINUTE, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text=gettext_lazy("Leave it empty, and the plan is in force at once."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
        error_messages={"invalid": gettext_lazy("Write the day and the time as 2026-11-24 10:00.")},
    )
    edits = forms.CharField(required=False)

    def __init__(self, data: Any, draft: DraftPlan) -> None:
        super().__init__(data)
        self._draft = draft

    def clean_edits(self) -> str:
        """Refuse what was edited since this page was opened."""
        seen = str(self.cleaned_data["edits"])
        if seen != str(self._draft.edits):
            raise forms.ValidationError(
                _("This plan was edited since you opened this page. Look at what is different, then publish again.")
            )
        return seen
