"""Why an edit was refused: a sentence for people that says the mend. Nothing was changed."""

from __future__ import annotations

from belplan.callevents import Phrase, phrase


class EditRefused(Exception):
    """The tree is as it was; `text` says why and what to do."""

    def __init__(self, text: Phrase) -> None:
        super().__init__(str(text))
        self.text = text


def gone() -> Phrase:
    """The step is not there any more."""
    return phrase("This step is no longer there: somebody removed it meanwhile. Look at the plan as it is now.")
