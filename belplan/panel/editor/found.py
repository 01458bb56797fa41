"""What the checks find in a draft, by the step that it is about."""

from __future__ import annotations

from dataclasses import dataclass, field

from belplan.callplan.catalogue import BY_KIND
from belplan.callplan.editing.tree import Tree, places
from belplan.exchange.models import DraftPlan
from belplan.panel.editor.options.problems import sentence
from belplan.panel.names import Names
from belplan.publishing.checking import check_draft


@dataclass(frozen=True)
class Found:
    """Sentences with their mends: of steps by their id, of the plan as a whole by ""."""

    of: dict[str, list[str]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(len(sentences) for sentences in self.of.values())

    @property
    def whole(self) -> list[str]:
        """Those about the plan as a whole."""
        return self.of.get("", [])


def found_in(draft: DraftPlan, tree: Tree, names: Names) -> Found:
    """All that keeps the draft from being published."""
    steps = {place: step for step, place in places(tree).items()}
    kinds = {node.id: node.kind for node in tree.nodes()}
    found = Found()
    for finding in check_draft(draft):
        step = steps.get(finding.step, "")
        model = BY_KIND.get(kinds.get(step, ""))
        said = sentence(finding.text, model, names)
        found.of.setdefault(step, []).append(said)
    return found
