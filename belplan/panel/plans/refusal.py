"""Why a plan was not published, in people's words: what to mend, with its step, and saved calls that go otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from belplan.callevents import Outcome
from belplan.callplan.catalogue import BY_KIND
from belplan.callplan.editing.tree import places
from belplan.callplan.plan import Finding
from belplan.exchange.editing import tree_of
from belplan.exchange.models import DraftPlan
from belplan.panel import timeline
from belplan.panel.editor.options.problems import sentence
from belplan.panel.names import Names
from belplan.publishing.problems import Broken, PublishError, Told


@dataclass(frozen=True)
class FindingLine:
    """Something to mend. `step` is the id by which the editor selects it; `place` its number; both may be empty."""

    text: str
    step: str = ""
    place: str = ""


@dataclass(frozen=True)
class Way:
    """How a call goes: its steps as sentences, each with whether the other way has it too, then how it ends."""

    steps: list[tuple[str, bool]]
    outcome: str


@dataclass(frozen=True)
class BrokenLine:
    """A saved call that would go otherwise."""

    name: str
    wanted: Way
    found: Way


@dataclass(frozen=True)
class Refusal:
    """What a page shows of it; empty where nothing is in the way."""

    text: str = ""
    findings: list[FindingLine] = field(default_factory=list)
    broken: list[BrokenLine] = field(default_factory=list)


def refusal(error: PublishError, draft: DraftPlan, names: Names) -> Refusal:
    """In the reader's language, with links to the steps of the draft."""
    return Refusal(names.sentence(error.text), finding_lines(error.findings, draft, names), broken(error.broken, names))


def finding_lines(findings: Iterable[Finding], draft: DraftPlan, names: Names) -> list[FindingLine]:
    """Each with the step of the draft that stands at its place."""
    tree = tree_of(draft)
    ids = {place: step for step, place in places(tree).items()}
    kinds = {node.id: node.kind for node in tree.nodes()}
    return [_line(one, ids.get(one.step, ""), kinds, names) for one in findings]


def _line(finding: Finding, step: str, kinds: Mapping[str, str], names: Names) -> FindingLine:
    return FindingLine(sentence(finding.text, BY_KIND.get(kinds.get(step, "")), names), step, finding.step)


def broken(found: Iterable[Broken], names: Names) -> list[BrokenLine]:
    """Saved calls: how each should go and how it would."""
    return [
        BrokenLine(one.name, _way(one.wanted, one.found, names), _way(one.found, one.wanted, names)) for one in found
    ]


def _way(told: Told, other: Told, names: Names) -> Way:
    return Way([(names.sentence(step), step in other.steps) for step in told.steps], outcome(told.outcome))


def outcome(value: str) -> str:
    """How a saved call ends, in a word or two."""
    return timeline.outcome(Outcome(value)) if value else ""
