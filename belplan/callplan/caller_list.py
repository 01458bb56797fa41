"""Caller lists of a company: numbers, beginnings of numbers and withheld ones, that call plans treat alike."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from belplan.callevents import phrase
from belplan.callplan.component import Verdict
from belplan.callplan.options import Line

MOST = 10_000  # numbers
# an extension, or (the beginning of) an external number: digits only, never 0 first
Digits = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,14}$")]


class CallerList(BaseModel):
    """A list, by its key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", examples=["customers"])
    name: Line = Field(min_length=1, max_length=100)
    numbers: tuple[Digits, ...] = Field(default=(), max_length=MOST)
    beginnings: tuple[Digits, ...] = Field(default=(), max_length=MOST)
    anonymous: bool = False  # whoever withholds the number is in it

    @property
    def is_empty(self) -> bool:
        """Whether nobody can be in it."""
        return not (self.numbers or self.beginnings or self.anonymous)

    def holds(self, number: str) -> Verdict:
        """Whether a caller is in it; an empty number is withheld."""
        if not number:
            why = phrase("the caller withholds the number")
            return Verdict(self.anonymous, why)
        if number in self.numbers or number.startswith(self.beginnings):
            return Verdict(True, phrase("the caller is in the list {callers}", callers=self.key))
        return Verdict(False, phrase("the caller is not in the list {callers}", callers=self.key))


def callers_data(callers: CallerList) -> dict[str, Any]:
    """A list as plain data; `CallerList.model_validate` reads it back."""
    return callers.model_dump(mode="json", exclude_defaults=True)
