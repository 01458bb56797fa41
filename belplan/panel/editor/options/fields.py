"""The fields of a step's form, one class for each type of option: how it is shown, and how what was sent is read.

What was sent is never lost: what makes no sense is kept as it was typed, and shown with its error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.http import QueryDict
from django.utils.translation import gettext

from belplan.callplan.options import OnlyWith, Unit, Words
from belplan.panel.editor.options.declared import Declared

if TYPE_CHECKING:
    from belplan.panel.editor.options.form import OptionsForm

PREFIX = "option-"  # of every name in the form, so that the page's own fields don't clash
LEFT_OUT: Final = object()  # what an option is whose default is meant
LINES = 120  # characters; a longer text gets several lines
KEYPAD = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#")
_KEY_WORDS = {"*": "star", "#": "hash"}
RADIOS = 3  # values; more stand in a list


class OptionField:
    """Base: a text on one line."""

    template: ClassVar[str] = "editor/options/text.html"
    labelled: ClassVar[bool] = True  # one control, to which the label points

    def __init__(self, declared: Declared, form: OptionsForm) -> None:
        self.declared = declared
        self.form = form
        self.stored = form.stored.get(declared.name, LEFT_OUT)
        self.value: Any = self.stored
        self.errors: list[str] = []
        self.is_answer = False  # to a question, whose words name it already

    @property
    def name(self) -> str:
        """Its name in the form; also the id of its control."""
        return PREFIX + self.declared.name

    @property
    def title(self) -> str:
        """In the reader's language."""
        return gettext(self.declared.title)

    @property
    def help(self) -> str:
        """What to know before filling it in; for a text without other help, an example."""
        if self.declared.help:
            return gettext(self.declared.help)
        examples = self.declared.schema.get("examples", ())
        return gettext("Such as %(example)s.") % {"example": examples[0]} if examples else ""

    @property
    def required(self) -> bool:
        return self.declared.required

    @property
    def only_with(self) -> tuple[str, ...]:
        """The options of which one must be chosen for this one to say anything; empty for most."""
        mark = self.declared.mark(OnlyWith)
        return mark.options if mark else ()

    @property
    def described_by(self) -> str:
        """The ids of its help and its errors."""
        ids = [f"{self.name}-help" if self.help else "", f"{self.name}-error" if self.errors else ""]
        return " ".join(filter(None, ids))

    @property
    def shown(self) -> str:
        """What stands in the control."""
        return self.text(self.value)

    def text(self, value: Any) -> str:
        """A value as it stands in the control."""
        value = self.declared.default if value is LEFT_OUT else value
        return "" if value is None else str(value)

    def bind(self, data: QueryDict) -> None:
        """Take what was sent; a value that stands as it stood before is kept to the letter."""
        sent = data.get(self.name)
        if sent is None:
            return
        sent = sent.replace("\r\n", "\n")
        if sent == self.text(self.stored).replace("\r\n", "\n"):
            return
        self.value = self.read(sent)
        if self.value == self.declared.default and not self.required:
            self.value = LEFT_OUT

    def read(self, sent: str) -> Any:
        """The value of what was sent."""
        if sent:
            return sent
        return "" if self.required and self.stored is not LEFT_OUT else LEFT_OUT

    def check(self) -> None:
        """Note what only the company can tell to be wrong."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filled in."""
        return self.value in (LEFT_OUT, None, "", False)


class LongText(OptionField):
    """A text that may have several lines."""

    template = "editor/options/long_text.html"


class Number(OptionField):
    """A whole number with its unit."""

    template = "editor/options/number.html"

    @property
    def unit(self) -> str:
        """In the reader's language; empty where it has none."""
        mark = self.declared.mark(Unit)
        return gettext(mark.of) if mark else ""

    @property
    def least(self) -> int | None:
        return self.declared.schema.get("minimum")

    @property
    def most(self) -> int | None:
        return self.declared.schema.get("maximum")

    def read(self, sent: str) -> Any:
        """A number where it is one; empty means the default."""
        words = sent.strip()
        if not words:
            return LEFT_OUT
        return int(words) if words.lstrip("-").isdecimal() and len(words) < 10 else sent


class Switch(OptionField):
    """Yes or no."""

    template = "editor/options/switch.html"
    labelled = False

    @property
    def on(self) -> bool:
        """Whether it is on."""
        return bool(self.declared.default if self.value is LEFT_OUT else self.value)

    def bind(self, data: QueryDict) -> None:
        """A box that is not ticked sends nothing; the hidden field beside it tells that it was shown."""
        if f"{self.name}-shown" not in data:
            return
        was = self.declared.default if self.stored is LEFT_OUT else self.stored
        ticked = self.name in data
        if ticked != bool(was):
            self.value = ticked if ticked != self.declared.default else LEFT_OUT


class Keypad(OptionField):
    """Some of a telephone's keys."""

    template = "editor/options/keypad.html"
    labelled = False

    @property
    def help(self) -> str:
        """An example of a key says nothing new."""
        return super().help if self.declared.help else ""

    @property
    def pressed(self) -> list[str]:
        """The keys that are chosen."""
        value = self.declared.default if self.value is LEFT_OUT else self.value
        return [str(key) for key in value] if isinstance(value, list | tuple) else []

    @property
    def keys(self) -> list[tuple[str, str, bool]]:
        """Each key, a word for its id, and whether it is chosen."""
        return [(key, _KEY_WORDS.get(key, key), key in self.pressed) for key in KEYPAD]

    def bind(self, data: QueryDict) -> None:
        """Keys keep the order in which they stood; new ones come after, as on the telephone."""
        if f"{self.name}-shown" not in data:
            return
        sent, before = data.getlist(self.name), self.pressed
        keys = list(dict.fromkeys(key for key in [*before, *KEYPAD] if key in sent))
        if keys != before:
            self.value = LEFT_OUT if keys == self.declared.default else keys


class Choice(OptionField):
    """One of some values, each with its words."""

    @property
    def template(self) -> str:  # type: ignore[override]
        """Few stand side by side, many in a list."""
        few = len(self.declared.values) <= RADIOS
        return "editor/options/radios.html" if few else "editor/options/select.html"

    @property
    def labelled(self) -> bool:  # type: ignore[override]
        return len(self.declared.values) > RADIOS

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Value, words, and whether it is the one chosen."""
        mark = self.declared.mark(Words)
        words = dict(mark.of) if mark else {}
        known = [(value, gettext(words.get(value, value))) for value in self.declared.values]
        if self.shown and self.shown not in self.declared.values:
            known.append((self.shown, self.shown))
        return [(value, label, value == self.shown) for value, label in known]
