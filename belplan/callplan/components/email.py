"""E-mail: the caller's details are mailed to an address; the call does not wait for it."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from belplan.callevents import Phrase, phrase
from belplan.callplan.component import Call, Component, Enter, Result, _


class Email(Component):
    """Mails number, name, time, plan and the number dialled."""

    kind: ClassVar[str] = "email"
    title: ClassVar[str] = _("E-mail")
    group: ClassVar[Literal["conditions", "calling", "telling", "ending"]] = "telling"

    to: str = Field(
        pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+$",
        max_length=254,
        examples=["info@company.example"],
        title=_("Address"),
        description=_("Gets the caller's number and name, the time and the number dialled."),
    )

    async def run(self, call: Call) -> Result:
        """Ask for the mail and go on at once."""
        call.notify(self.to)
        return Enter(phrase("e-mail to {address} on its way", address=self.to))

    def summary(self) -> Phrase:
        """This step as one plain sentence."""
        return phrase("Mail the caller's details to {address}", address=self.to)
