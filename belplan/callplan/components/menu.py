"""Menu: the caller is asked to press a key, and each key leads to steps of its own."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from belplan.callevents import Outcome, Phrase, phrase
from belplan.callplan.component import Call, Component, Ended, Enter, EnterPlan, Result, _
from belplan.callplan.options import MenuRef, OnKeypad, RingOrder

NOTHING = "none"  # the branch of who presses nothing
INVALID = "invalid"  # the branch of who presses a key that leads nowhere
MOST_DIGITS = 6  # of an internal number
DIRECT_SECONDS = 30  # that a colleague rings whose number was dialled

Key = Annotated[str, Field(pattern=r"^[0-9*#]$"), OnKeypad()]


class Menu(Component):
    """Asks, and waits for a key; a wrong one or none is asked again, as often as the menu says."""

    kind: ClassVar[str] = "menu"
    title: ClassVar[str] = _("Menu")
    group: ClassVar[Literal["conditions", "calling", "telling", "ending"]] = "conditions"

    menu: MenuRef = Field(title=_("Menu"))
    keys: tuple[Key, ...] = Field(
        default=("1", "2"), min_length=1, max_length=12, title=_("Keys to choose from"), examples=["1", "#"]
    )

    def branches(self) -> tuple[str, ...]:
        """One a key, and what becomes of the others."""
        return (*self.keys, NOTHING, INVALID)

    def problems(self) -> tuple[Phrase, ...]:
        """Each key leads to one place."""
        twice = dict.fromkeys(key for key in self.keys if self.keys.count(key) > 1)
        return (
            *super().problems(),
            *(phrase("key {key} stands in the menu twice: leave it out once", key=key) for key in twice),
        )

    async def run(self, call: Call) -> Result:
        """Ask until a key of the menu, or an internal number where that is allowed, was pressed."""
        menu, pressed = call.menu(self.menu), ""
        for _try in range(menu.tries):
            pressed = await call.ask(menu.prompt, menu.wait, MOST_DIGITS if menu.direct else 1)
            if pressed in self.keys:
                return Enter(phrase("key {key} was pressed", key=pressed), pressed)
            if menu.direct and (party := call.party_of(pressed)):
                return await _direct(call, party)
        if pressed:
            return Enter(phrase("a key was pressed that leads nowhere"), INVALID)
        return Enter(phrase("no key was pressed"), NOTHING)

    def summary(self) -> Phrase:
        """This step as one plain sentence."""
        return phrase("Menu {menu}: {keys}", menu=self.menu, keys=", ".join(self.keys))


async def _direct(call: Call, party: str) -> Result:
    kind, _slash, key = party.partition("/")
    if kind == "plan":
        return EnterPlan(key, phrase("the internal number of the plan {plan} was dialled", plan=key))
    rung = await call.ring((party,), RingOrder.RING_ALL, DIRECT_SECONDS)
    return Ended(Outcome.ANSWERED, rung.reason) if rung.talked else Enter(rung.reason, NOTHING)
