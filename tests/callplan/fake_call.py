"""A call that notes what a component asks of it and rings out, or not, as the story says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from belplan.callevents import Ending, phrase
from belplan.callplan.caller_list import CallerList
from belplan.callplan.component import Call, Rung
from belplan.callplan.hours import Hours
from belplan.callplan.menu_settings import MenuSettings
from belplan.callplan.options import RingOrder

BRUSSELS = ZoneInfo("Europe/Brussels")
TUESDAY_MORNING = datetime(2026, 11, 24, 10, tzinfo=BRUSSELS)

ANSWERED = Rung(True, Ending.HUNG_UP, phrase("the caller hung up"))
NOBODY = Rung(False, Ending.NO_ANSWER, phrase("nobody answered within {seconds} s", seconds=20))
BUSY = Rung(False, Ending.BUSY, phrase("all telephones were busy"))


@dataclass
class FakeCall(Call):
    """Answers from its fields; `asked` holds what was asked, in order."""

    caller_number: str = "32475112233"
    caller_name: str = ""
    dialled: str = "3225805000"
    at: datetime = TUESDAY_MORNING
    rung: Rung = NOBODY
    opening: dict[str, Hours] = field(default_factory=dict)
    phonebook: frozenset[str] = frozenset()
    lists: dict[str, CallerList] = field(default_factory=dict)
    menus: dict[str, MenuSettings] = field(default_factory=dict)
    presses: list[str] = field(default_factory=list)  # what the caller answers each time that keys are asked for
    internal: dict[str, str] = field(default_factory=dict)  # parties by their internal numbers
    own_plans: dict[str, str] = field(default_factory=dict)  # by user
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def hours(self, key: str) -> Hours:
        return self.opening[key]

    def plan_of(self, number: str) -> str:
        return ""

    def callers(self, key: str) -> CallerList:
        return self.lists[key]

    def own_plan(self, user: str) -> str:
        return self.own_plans.get(user, "")

    def in_phonebook(self, number: str) -> bool:
        return number in self.phonebook

    def menu(self, key: str) -> MenuSettings:
        return self.menus[key]

    def party_of(self, number: str) -> str:
        return self.internal.get(number, "")

    async def ask(self, sound: str, seconds: float, most: int = 1) -> str:
        self.asked.append(("ask", sound, seconds, most))
        return self.presses.pop(0) if self.presses else ""

    async def play(self, sound: str, *, answered: bool = True) -> None:
        self.asked.append(("play", sound, answered))

    async def ring(
        self,
        members: Sequence[str],
        order: RingOrder,
        seconds: float,
        *,
        accept_key: bool = False,
        label: str = "",
        show_caller: Literal["company", "caller"] = "company",
    ) -> Rung:
        self.asked.append(("ring", tuple(members), order, seconds, accept_key, label, show_caller))
        return self.rung

    def set_prefix(self, text: str) -> None:
        self.asked.append(("prefix", text))

    def notify(self, to: str) -> None:
        self.asked.append(("notify", to))
