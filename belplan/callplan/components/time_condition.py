"""Time condition: the steps under it run while opening hours hold."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from belplan.callevents import Phrase, phrase
from belplan.callplan.component import Call, Condition, Verdict, _
from belplan.callplan.options import HoursRef


class TimeCondition(Condition):
    """Holds while the opening hours hold, judged on arrival in the company's time zone."""

    kind: ClassVar[str] = "time_condition"
    title: ClassVar[str] = _("Time condition")

    hours: HoursRef = Field(title=_("Opening hours"))

    def judge(self, call: Call) -> Verdict:
        """Ask the hours as they were when the plan was published."""
        return call.hours(self.hours).holds(call.now())

    def summary(self) -> Phrase:
        """This step as one plain sentence."""
        return phrase("During {opening}", opening=self.hours)
