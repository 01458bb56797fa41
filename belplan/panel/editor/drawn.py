"""The lines of the canvas as HTML.

Written here and not as a template: a template's loop over the thousand lines of a large plan takes five times as long,
and every edit waits for it. For the same reason with Python's own `escape`: Django's asks of each text whether it is
lazy, and marks it, where here all are plain and joined at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from belplan.panel.editor.canvas import Line, PlaceHere, Rail, RailEnd, RootLines, StepLine
from belplan.panel.templatetags.panel import icon


def drawn(root: RootLines, label: str) -> SafeString:
    """A list from the top as a tree, and the place at its end. `label` names it for who doesn't see it."""
    tree = f'<ul role="tree" class="plan-tree" aria-label="{escape(label)}">' if root.lines else ""
    drawing = _Drawing()
    lines = "".join(drawing.line(line) for line in root.lines)
    return mark_safe(f"{tree}{lines}{'</ul>' if root.lines else ''}{_place(root.end)}")  # noqa: S308 (all escaped)


class _Drawing:
    """Draws line after line, with what is the same on all of them made once."""

    def __init__(self) -> None:
        self._warning = icon("warning")
        self._closed = escape(_("No call comes here any more: move these steps, or take them out."))

    def line(self, line: Line) -> str:
        """One line."""
        if isinstance(line, StepLine):
            return "".join(self._step(line))
        if isinstance(line, Rail):
            return self._rail(line)
        if isinstance(line, RailEnd):
            return f"{'</ul>' if line.nested else ''}{_place(line.end) if line.end else ''}</div>"
        return "</li>"

    def _step(self, line: StepLine) -> Iterator[str]:
        one, chosen = line.id, "true" if line.chosen else "false"
        yield f'<li role="none" id="i-{one}" data-step="{one}">{_place(line.before)}'
        css = "step" + (" chosen" if line.chosen else "") + ("" if line.whole else " unfinished")
        yield f'<a role="treeitem" aria-level="{line.level}" aria-selected="{chosen}" class="{css}" href="?step={one}"'
        yield f' data-select="{one}">'
        yield f'<span class="step-place">{line.short}</span><span class="step-words">'
        yield f'<span class="step-sentence">{escape(line.sentence)}</span>'
        if line.whole and line.title != line.sentence:
            yield f' <span class="step-kind">{escape(line.title)}</span>'
        for text in line.findings:
            yield f'<span class="step-finding">{self._warning} {escape(text)}</span>'
        yield "</span></a>"

    def _rail(self, line: Rail) -> str:
        css = "rail" + (" quiet" if line.quiet else "") + (" closed" if line.closed else "")
        label = f'<div class="rail-name">{escape(line.label)}</div>' if line.label else ""
        closed = f'<div class="rail-closed">{self._closed}</div>' if line.closed else ""
        return f'<div class="{css}">{label}{closed}{"<ul role=group class=plan-tree>" if line.nested else ""}'


def _place(place: PlaceHere) -> str:
    checked = " checked" if place.chosen else ""
    radio = f'<input type="radio" name="at" form="edit" value="{escape(place.value)}"{checked}>'
    return f'<label class="place">{radio}<span>{escape(place.where)}</span></label>'
