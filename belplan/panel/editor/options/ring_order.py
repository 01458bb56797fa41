"""The ring order as cards to choose from, each with a picture of who rings when and a sentence that says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from belplan.callplan.options import RingOrder, Rings
from belplan.panel.editor.options.fields import LEFT_OUT, Choice
from belplan.panel.editor.options.pickers import Members

ROWS = 5  # in a picture; where members are more, the last row stands for the rest
EXAMPLE = 3  # members in the picture of a group that has none yet
NAME = 11  # letters of a member's name in the picture
LEFT, WIDTH, ROW = 84, 132, 18  # of the bars and the rows, in the picture's own units


@dataclass(frozen=True)
class Bar:
    """One member: who, from when, and for how long, in the picture's own units."""

    name: str
    y: int
    x: float
    width: float
    first: bool  # rings from the start

    @property
    def text_y(self) -> int:
        return self.y + 10


@dataclass(frozen=True)
class Card:
    """One ring order."""

    value: str
    words: str
    picked: bool
    explained: str
    bars: list[Bar]
    marks: list[tuple[float, str]]  # where on the time axis, and what stands there

    @property
    def height(self) -> int:
        return ROW * len(self.bars) + 16

    @property
    def axis(self) -> int:
        return ROW * len(self.bars)

    @property
    def marks_y(self) -> int:
        return self.height - 3


class RingOrderCards(Choice):
    """Cards with the actual members and seconds."""

    template = "editor/options/ring_order.html"
    labelled = False

    @property
    def names(self) -> list[str]:
        """The members' names; numbers for those of an example."""
        members = self.form.fields[self._rings.members]
        rows = members.rows if isinstance(members, Members) else []
        return [name for _place, _value, name in rows] or [str(number) for number in range(1, EXAMPLE + 1)]

    @property
    def is_example(self) -> bool:
        members = self.form.fields[self._rings.members]
        return not (isinstance(members, Members) and members.members)

    @property
    def seconds(self) -> int:
        """Each member's; the default where what is typed is no number."""
        one = self.form.fields[self._rings.seconds]
        value = one.declared.default if one.value is LEFT_OUT else one.value
        return value if isinstance(value, int) and value > 0 else int(one.declared.default)

    @property
    def cards(self) -> list[Card]:
        """All orders."""
        return [self._card(RingOrder(value), words, picked) for value, words, picked in self.choices if value in _TELL]

    @property
    def _rings(self) -> Rings:
        mark = self.declared.mark(Rings)
        assert mark is not None  # noqa: S101 (this field is made only where the mark is)
        return mark

    def _card(self, order: RingOrder, words: str, picked: bool) -> Card:
        names, seconds = self.names, self.seconds
        rows = names if len(names) <= ROWS else [*names[: ROWS - 1], f"+{len(names) - ROWS + 1}"]
        waves = [1] if order is RingOrder.RING_ALL else [*range(1, len(rows)), len(names)]
        bars = [_bar(order, place, name, len(rows)) for place, name in enumerate(rows)]
        marks = [(LEFT + WIDTH * at / len(waves), str(wave * seconds)) for at, wave in enumerate(waves, start=1)]
        return Card(order.value, words, picked, _TELL[order](len(names), seconds), bars, marks)


def _bar(order: RingOrder, place: int, name: str, members: int) -> Bar:
    wave = (place + members // 2) % members if order is RingOrder.ROUND_ROBIN else place
    short = name if len(name) <= NAME else f"{name[: NAME - 1]}…"
    if order is RingOrder.RING_ALL:
        start, end = 0.0, 1.0
    elif order is RingOrder.MEMORY_HUNT:
        start, end = wave / members, 1.0
    else:
        start, end = wave / members, (wave + 1) / members
    return Bar(short, ROW * place + 3, LEFT + WIDTH * start, WIDTH * (end - start), start == 0)


def _ring_all(members: int, seconds: int) -> str:
    return _("Everybody rings at the same time, for %(seconds)d s.") % {"seconds": seconds}


def _memory_hunt(members: int, seconds: int) -> str:
    return _(
        "The first rings; after each %(seconds)d s one more joins, and the earlier ones keep ringing. "
        "At most %(total)d s."
    ) % {"seconds": seconds, "total": members * seconds}


def _round_robin(members: int, seconds: int) -> str:
    return _("One at a time, %(seconds)d s each, in another order at each call. At most %(total)d s.") % {
        "seconds": seconds,
        "total": members * seconds,
    }


def _cascade(members: int, seconds: int) -> str:
    return _("One at a time in the order of the list, %(seconds)d s each. At most %(total)d s.") % {
        "seconds": seconds,
        "total": members * seconds,
    }


_TELL: dict[str, Callable[[int, int], str]] = {
    RingOrder.RING_ALL: _ring_all,
    RingOrder.MEMORY_HUNT: _memory_hunt,
    RingOrder.ROUND_ROBIN: _round_robin,
    RingOrder.CASCADE: _cascade,
}
