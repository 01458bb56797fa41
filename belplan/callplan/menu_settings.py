"""Menus of a company: what is asked and how long one waits for a key; where the keys lead stands in each plan."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from belplan.callevents import phrase
from belplan.callplan.component import SpokenText, _
from belplan.callplan.mends import Mend
from belplan.callplan.options import Language, Line, Prose, SoundRef, Spoken, Unit


class MenuSettings(BaseModel):
    """A menu, by its key. Exactly one of say and sound is what it asks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", examples=["main-menu"])
    name: Line = Field(min_length=1, max_length=100)
    say: Annotated[Prose, Field(min_length=1, max_length=2000), Spoken()] | None = Field(
        default=None, title=_("Text to speak")
    )
    language: Language = Field(default="nl", title=_("Language of the text"))
    sound: SoundRef | None = Field(default=None, title=_("Sound"))
    wait: Annotated[int, Field(ge=1, le=60), Unit(_("seconds"))] = Field(default=5, title=_("Wait for a key"))
    tries: int = Field(default=2, ge=1, le=5, title=_("How often it is asked"))
    direct: bool = Field(default=False, title=_("Callers may dial an internal number"))

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if (self.say is None) == (self.sound is None):
            raise Mend(phrase("give the menu either a text to speak or a sound"))
        return self

    def texts(self) -> tuple[SpokenText, ...]:
        """The text, where it is one."""
        return (SpokenText(self.say, self.language),) if self.say is not None else ()

    @property
    def prompt(self) -> str:
        """What is asked, as the key of a plan's sound."""
        return next((text.key for text in self.texts()), self.sound or "")


def menu_data(menu: MenuSettings) -> dict[str, Any]:
    """A menu as plain data; `MenuSettings.model_validate` reads it back."""
    return menu.model_dump(mode="json", exclude_defaults=True)
