"""Prefix: a text before the caller's name on the displays of telephones that ring later."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from belplan.callevents import Phrase, phrase
from belplan.callplan.component import Call, Component, Enter, Result, _
from belplan.callplan.options import Line


class Prefix(Component):
    """Sets the prefix of the call; a later one replaces it."""

    kind: ClassVar[str] = "prefix"
    title: ClassVar[str] = _("Prefix")
    group: ClassVar[Literal["conditions", "calling", "telling", "ending"]] = "telling"

    text: Line = Field(min_length=1, max_length=20, examples=["WR:"], title=_("Text on the display"))

    async def run(self, call: Call) -> Result:
        """Set it and go on at once."""
        call.set_prefix(self.text)
        return Enter(phrase("prefix {prefix} set", prefix=self.text))

    def recall(self, call: Call) -> None:
        """The prefix belongs to the call."""
        call.set_prefix(self.text)

    def summary(self) -> Phrase:
        """This step as one plain sentence."""
        return phrase("Show {prefix} before the caller's name", prefix=self.text)
