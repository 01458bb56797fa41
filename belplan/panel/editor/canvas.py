"""The canvas: a draft's tree as the lines of a template, top-down, so that 300 steps need one loop and no recursion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import gettext as _

from belplan.callplan.component import STEPS
from belplan.callplan.editing.moves import branches_of
from belplan.callplan.editing.tree import DiversionNode, Node, Tree, places
from belplan.panel.editor import words
from belplan.panel.editor.places import between, written
from belplan.panel.names import Names
from belplan.panel.step_numbers import step_number


@dataclass(frozen=True)
class Look:
    """How the canvas is looked at: by whom the step is selected, where a new one goes, what the checks found."""

    names: Names
    selected: str = ""
    at: str = ""
    findings: Mapping[str, Sequence[str]] = field(default_factory=dict)  # sentences, by step


@dataclass(frozen=True)
class StepLine:
    """A step begins: its place among its siblings, then its card."""

    part = "step"
    id: str
    number: str  # "1.2", or "Lunch: 1" in a diversion
    title: str
    sentence: str
    whole: bool
    chosen: bool
    before: PlaceHere
    findings: Sequence[str]

    @property
    def level(self) -> int:
        """How deep it stands, from 1: by its number, "1[2].1" is on the second level."""
        return self.short.count(".") + 1

    @property
    def short(self) -> str:
        """The number without the diversion in which it counts."""
        return self.number.rpartition(": ")[2]


@dataclass(frozen=True)
class StepEnd:
    """A step ends, with all under it."""

    part = "step_end"


@dataclass(frozen=True)
class Rail:
    """A branch of a step begins. `closed`: the step's options have no such branch, so that no call comes there."""

    part = "rail"
    label: str
    nested: bool
    closed: bool
    quiet: bool  # empty and seldom used: shown while something is moved


@dataclass(frozen=True)
class RailEnd:
    """The branch ends, with the place behind its last step."""

    part = "rail_end"
    nested: bool
    end: PlaceHere | None


@dataclass(frozen=True)
class PlaceHere:
    """A place that a step may go to: its value, where that is in words, and whether the next new step goes there."""

    value: str
    where: str
    chosen: bool


Line = StepLine | StepEnd | Rail | RailEnd


@dataclass(frozen=True)
class RootLines:
    """A whole list from the top, and the place at its end."""

    lines: list[Line]
    end: PlaceHere

    def places(self) -> list[PlaceHere]:
        """Every place in it, top-down."""
        found: list[PlaceHere] = []
        for line in self.lines:
            if isinstance(line, StepLine):
                found.append(line.before)
            elif isinstance(line, RailEnd) and line.end:
                found.append(line.end)
        return [*found, self.end]


@dataclass(frozen=True)
class DiversionLines:
    """A diversion with its steps."""

    diversion: DiversionNode
    root: RootLines
    chosen: bool


class Canvas:
    """Writes the lines of one draft."""

    def __init__(self, tree: Tree, look: Look) -> None:
        self._tree, self._look = tree, look
        self._numbers = {step: step_number(place) for step, place in places(tree).items()}
        self._before = _("Here: before step %(number)s")
        self._labels = cache(words.branch)  # words are looked up once, not for each of a thousand lines
        self._titles = cache(words.title)
        self._under = cache(words.under)

    def plan(self) -> RootLines:
        """The plan's own steps."""
        return self._root("", self._tree.steps, _("Here: at the end of the plan"))

    def diversions(self) -> list[DiversionLines]:
        """Its diversions, in the order in which they are judged."""
        ordered = sorted(self._tree.diversions, key=lambda one: one.category)
        return [self._diversion(one) for one in ordered]

    def _diversion(self, one: DiversionNode) -> DiversionLines:
        where = _("Here: at the end of the diversion %(name)s") % {"name": one.name}
        return DiversionLines(one, self._root(one.id, one.steps, where), one.id == self._look.selected)

    def _root(self, root: str, steps: tuple[Node, ...], where: str) -> RootLines:
        return RootLines(list(self._list(root, STEPS, steps)), self._place(root, STEPS, steps, len(steps), where))

    def _list(self, parent: str, branch: str, steps: tuple[Node, ...]) -> Iterator[Line]:
        for index, node in enumerate(steps):
            where = self._before % {"number": self._numbers[node.id]}
            yield self._step(node, self._place(parent, branch, steps, index, where))
            yield from self._branches(node)
            yield StepEnd()

    def _place(self, parent: str, branch: str, steps: tuple[Node, ...], index: int, where: str) -> PlaceHere:
        value = written(between(parent, branch, steps, index))
        return PlaceHere(value, where, value == self._look.at)

    def _step(self, node: Node, before: PlaceHere) -> StepLine:
        sentence, whole = words.sentence(node, self._look.names)
        return StepLine(
            node.id,
            self._numbers[node.id],
            self._titles(node.kind),
            sentence,
            whole,
            node.id == self._look.selected,
            before,
            self._look.findings.get(node.id, ()),
        )

    def _branches(self, node: Node) -> Iterator[Line]:
        allowed = branches_of(node)
        for name in dict.fromkeys((*allowed, *node.branches)):  # also what options have closed is shown, never lost
            nested, label = node.branches.get(name, ()), self._labels(node.kind, name)
            quiet = not nested and STEPS in allowed and not words.is_condition(node.kind)
            yield Rail(label, bool(nested), name not in allowed, quiet)
            yield from self._list(node.id, name, nested)
            where = self._under(label) % {"number": self._numbers[node.id]}
            end = self._place(node.id, name, nested, len(nested), where) if name in allowed else None
            yield RailEnd(bool(nested), end)
