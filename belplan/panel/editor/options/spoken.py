"""The field for a text that callers hear, with a button to listen to it."""

from __future__ import annotations

from belplan.callplan.options import Spoken
from belplan.panel.editor.options.fields import LongText


class SpokenText(LongText):
    """Several lines, spoken in the language that another option names."""

    template = "editor/options/spoken.html"

    @property
    def kind(self) -> str:
        """The component that declares it, for the listen button."""
        return self.form.model.kind

    @property
    def language_option(self) -> str:
        mark = self.declared.mark(Spoken)
        return mark.language if mark else ""
