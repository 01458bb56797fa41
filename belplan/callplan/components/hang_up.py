"""Hang up: the plan ends the call."""

from __future__ import annotations

from typing import ClassVar, Literal

from belplan.callevents import Outcome, Phrase, phrase
from belplan.callplan.component import Call, Component, Ended, Result, _


class HangUp(Component):
    """Ends the call."""

    kind: ClassVar[str] = "hang_up"
    title: ClassVar[str] = _("Hang up")
    group: ClassVar[Literal["conditions", "calling", "telling", "ending"]] = "ending"
    ends: ClassVar[bool] = True

    async def run(self, call: Call) -> Result:
        """End the call."""
        return Ended(Outcome.HUNG_UP, phrase("the plan hung up"))

    def summary(self) -> Phrase:
        """This step as one plain sentence."""
        return phrase("Hang up")
