"""What the editor's templates show: the head with its findings, the canvas, and the side panel of what is selected."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from belplan.callevents import Phrase
from belplan.callplan.catalogue import BY_KIND
from belplan.callplan.editing.edits import diversion_mark
from belplan.callplan.editing.moves import neighbour, place_of
from belplan.callplan.editing.tree import DiversionNode, Node, Tree, mark, places, step_data
from belplan.exchange import editing
from belplan.exchange.editing import Editor
from belplan.exchange.models import DraftPlan
from belplan.exchange.models.live import SwitchedDiversion
from belplan.identity.access import access_account
from belplan.panel.editor import words
from belplan.panel.editor.asked import WAYS
from belplan.panel.editor.canvas import Canvas, Look
from belplan.panel.editor.drawn import drawn
from belplan.panel.editor.found import found_in
from belplan.panel.editor.options import form_for
from belplan.panel.editor.places import first_choice, written
from belplan.panel.names import names_of
from belplan.panel.step_numbers import step_number

COPIED = "copied_step"  # in the session: the company's row and the step as plain data


@dataclass
class Page:
    """One answer of the editor. `selected` is a step's or a diversion's id, or empty."""

    request: HttpRequest
    draft: DraftPlan
    tree: Tree
    selected: str = ""

    def __post_init__(self) -> None:
        if self.selected not in self.tree.ids():
            self.selected = ""
        self.numbers = {step: step_number(place) for step, place in places(self.tree).items()}
        self.names = names_of(self.draft.company)
        self.found = found_in(self.draft, self.tree, self.names)

    def whole(self, data: QueryDict | None = None) -> dict[str, Any]:
        """Head, canvas and panel."""
        return {**self.canvas(), **self.panel(data)}

    def canvas(self) -> dict[str, Any]:
        """Head and canvas."""
        at = written(first_choice(self.tree, self.selected))
        canvas = Canvas(self.tree, Look(self.names, self.selected, at, self.found.of))
        return {
            **self._common(),
            "steps": drawn(canvas.plan(), _("Steps of the plan")),
            "empty": not self.tree.steps,
            "diversions": self._diversions(canvas),
            "numbers": [number.digits for number in self.draft.numbers.all()],
            "findings": self._findings(),
            "count": self.found.count,
            **self._log(),
        }

    def _diversions(self, canvas: Canvas) -> list[tuple[DiversionNode, bool, SafeString, bool]]:
        """Each diversion, whether calls take it now, its steps, and whether it is selected."""
        if not self.tree.diversions:
            return []
        rows = SwitchedDiversion.objects.for_company(self.draft.company).filter(plan=self.draft.key)
        switched = dict(rows.values_list("diversion", "on"))
        return [
            (
                one.diversion,
                switched.get(one.diversion.name, one.diversion.on),
                drawn(one.root, one.diversion.name),
                one.chosen,
            )
            for one in canvas.diversions()
        ]

    def panel(self, data: QueryDict | None = None) -> dict[str, Any]:
        """The side panel. `data`: what was sent for the options, shown as it was typed."""
        node, diversion = self.tree.find(self.selected), self.tree.diversion(self.selected)
        context = self._common() | {"copied": copied(self.request, self.draft) is not None}
        if diversion:
            return context | {"diversion": diversion, "seen": diversion_mark(self.tree, diversion.id)}
        return context | (self._step(node, data) if node else {})

    def _common(self) -> dict[str, Any]:
        return {"draft": self.draft, "names": self.names, "selected": self.selected, "edits": self.draft.edits}

    def _step(self, node: Node, data: QueryDict | None) -> dict[str, Any]:
        options = self._with_made(node)
        form = (
            form_for(node.kind, options, self.draft.company, data, self._here(node)) if node.kind in BY_KIND else None
        )
        sentence, whole = words.sentence(node, self.names)
        return {
            "node": node,
            "title": words.title(node.kind),
            "sentence": sentence,
            "whole": whole,
            "number": self.numbers[node.id],
            "step_findings": self.found.of.get(node.id, []),
            "form": form,
            "chosen_now": options != dict(node.options),
            "before": json.dumps(dict(node.options)),
            "seen": mark(step_data(node)),
            "ways": [way for way in WAYS if neighbour(self.tree, node.id, way)],  # type: ignore[arg-type]
        }

    def _here(self, node: Node) -> str:
        """Where who makes a thing for a step comes back to; empty for users, who make none."""
        editor = reverse("plans:editor", kwargs={"key": self.draft.key})
        return f"{editor}?{urlencode({'step': node.id})}" if access_account(self.request).is_administrator else ""

    def _with_made(self, node: Node) -> dict[str, Any]:
        """A step's options, with what was just made for one of them on another screen (panel.destination.made)."""
        name, key = self.request.GET.get("made", ""), self.request.GET.get("key", "")
        wanted = node.kind in BY_KIND and name in BY_KIND[node.kind].model_fields and key
        if not wanted or self.request.GET.get("step") != node.id:
            return dict(node.options)
        if name == "members":
            listed = list(node.options.get(name) or ())
            return {**node.options, name: listed if f"user/{key}" in listed else [*listed, f"user/{key}"]}
        return dict(node.options) if node.options.get(name) else {**node.options, name: key}

    def _findings(self) -> list[tuple[str, str, str]]:
        """Each finding: its step's id and number, and the sentence."""
        return [(step, self.numbers.get(step, ""), text) for step, texts in self.found.of.items() for text in texts]

    def _log(self) -> dict[str, Any]:
        who, now = editor(self.request), timezone.now()
        return {
            "undo": self._told(editing.last_edit(self.draft, who)),
            "redo": self._told(editing.next_edit(self.draft, who)),
            "others": editing.others(self.draft, who, now),
        }

    def _told(self, what: Phrase | None) -> str:
        return self.names.sentence(what) if what else ""

    def says(self, what: Phrase, step: str) -> str:
        """An edit in one sentence, with where its step stands now."""
        text, number = self.names.sentence(what), self.numbers.get(step, "")
        return _("%(what)s: it is step %(number)s now.") % {"what": text, "number": number} if number else f"{text}."


def destinations(page: Page) -> list[tuple[str, str]]:
    """Every place that the selected step may go to, with where that is in words."""
    node = page.tree.find(page.selected)
    if node is None:
        return []
    within, now = {one.id for one in node.walk()}, written(place_of(page.tree, node.id))
    canvas = Canvas(page.tree, Look(page.names))
    roots = [canvas.plan(), *(lines.root for lines in canvas.diversions())]
    found = [place for root in roots for place in root.places()]
    return [(one.value, one.where) for one in found if one.value.split(":")[0] not in within and one.value != now]


def editor(request: HttpRequest) -> Editor:
    """Whoever asks."""
    account = access_account(request)
    return Editor(account.login, account.person.name if account.person else account.login)


def copied(request: HttpRequest, draft: DraftPlan) -> dict[str, Any] | None:
    """What was copied in a plan of this company."""
    kept: dict[str, Any] = request.session.get(COPIED) or {}
    return kept["step"] if kept.get("company") == draft.company_id else None
