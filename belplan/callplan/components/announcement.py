"""Announcement: the caller hears a sound of the company, or a text spoken."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from belplan.callevents import Phrase, phrase
from belplan.callplan.component import Call, Component, Enter, OneOf, Result, SpokenText, _
from belplan.callplan.options import Language, OnlyWith, Prose, SoundRef, Spoken

_SHOWN = 80  # characters of a spoken text in the summary


class Announcement(Component):
    """Exactly one of sound and say. Unanswered it is early media: the caller hears it and does not pay yet."""

    kind: ClassVar[str] = "announcement"
    title: ClassVar[str] = _("Announcement")
    group: ClassVar[Literal["conditions", "calling", "telling", "ending"]] = "telling"

    one_of: ClassVar[tuple[OneOf, ...]] = (OneOf(_("What does the caller hear?"), ("say", "sound")),)

    sound: SoundRef | None = Field(default=None, title=_("Sound"))
    say: Annotated[Prose, Field(min_length=1, max_length=2000), Spoken()] | None = Field(
        default=None, title=_("Text to speak")
    )
    language: Annotated[Language, OnlyWith(("say",))] = Field(default="nl", title=_("Language of the text"))
    answered: bool = Field(
        default=True,
        title=_("Answer the call first"),
        description=_("The caller pays from then on. Otherwise it is heard before the call costs anything."),
    )

    def texts(self) -> tuple[SpokenText, ...]:
        """The text, where it is one."""
        return (SpokenText(self.say, self.language),) if self.say is not None else ()

    async def run(self, call: Call) -> Result:
        """Play it to its end."""
        spoken = [text.key for text in self.texts()]
        await call.play(spoken[0] if spoken else self.sound or "", answered=self.answered)
        return Enter(phrase("announcement played"))

    def summary(self) -> Phrase:
        """This step as one plain sentence."""
        if self.say is None:
            return phrase("Play {sound}", sound=self.sound or "")
        text = self.say if len(self.say) <= _SHOWN else f"{self.say[:_SHOWN]}..."
        return phrase('Say "{words}"', words=text)
