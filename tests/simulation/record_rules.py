"""What must hold for the facts of each call by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from belplan.callevents import Answered, CallEnded, CallStarted, LegEnded, PlanEntered, Ringing, StepEntered
from belplan.callplan.plan import walk_plan
from belplan.engine.companies import Company
from tests.simulation.evidence import Evidence, Finding, Record


def once(evidence: Evidence, record: Record) -> Iterator[Finding]:
    """One beginning, one end, and every number once."""
    if [fact.seq for fact in record.facts] != list(range(1, len(record.facts) + 1)):
        yield Finding("facts are numbered without gaps", record.call, str([fact.seq for fact in record.facts]))
    for kind, place in ((CallStarted, 0), (CallEnded, -1)):
        if len(record.all(kind)) != 1 or not isinstance(record.facts[place], kind):
            names = " ".join(type(fact).__name__ for fact in record.facts)
            yield Finding("a call begins and ends once", record.call, names)


def times(evidence: Evidence, record: Record) -> Iterator[Finding]:
    """Time only goes on, and one talks with one at a time."""
    for before, after in zip(record.facts, record.facts[1:], strict=False):
        if after.at < before.at:
            yield Finding("time goes on", record.call, f"{after} is before {before}")
    talking: str | None = None
    for fact in record.facts:
        if isinstance(fact, Answered):
            if talking is not None:
                yield Finding("one talk at a time", record.call, f"{fact.leg} while talking with {talking}")
            talking = fact.leg
        elif isinstance(fact, LegEnded) and fact.leg == talking:
            talking = None


def legs(evidence: Evidence, record: Record) -> Iterator[Finding]:
    """Each telephone rings, answers perhaps, and ends."""
    seen: dict[str, str] = {}
    for fact in record.facts:
        if isinstance(fact, Ringing | Answered | LegEnded):
            before = seen.get(fact.leg, "")
            allowed = {"Ringing": ("",), "Answered": ("Ringing",), "LegEnded": ("Ringing", "Answered")}
            if before not in allowed[type(fact).__name__]:
                yield Finding("a telephone rings, answers, ends", record.call, f"{fact} after {before or 'nothing'}")
            seen[fact.leg] = type(fact).__name__
    for leg, last in seen.items():
        if last != "LegEnded":
            yield Finding("a telephone rings, answers, ends", record.call, f"{leg}: {last} is the last of it")


def path(evidence: Evidence, record: Record) -> Iterator[Finding]:
    """Steps come in the order of the plan; after a restart at the step where the call was."""
    company = evidence.company(record)
    order: dict[str, int] = {}
    last = -1
    for fact in record.facts:
        if isinstance(fact, PlanEntered):
            order = {place: number for number, (place, _) in enumerate(walk_plan(company.plans[fact.plan].plan))}
            last = last - 1 if str(fact.reason) == "the exchange restarted" else -1
        elif isinstance(fact, StepEntered):
            if order[fact.step] <= last:
                yield Finding("steps come in order", record.call, f"{fact.step} after number {last} of {list(order)}")
            last = order[fact.step]


def prefix(evidence: Evidence, record: Record) -> Iterator[Finding]:
    """Every telephone inside shows the prefix that was set before it rang."""
    company = evidence.company(record)
    text = ""
    for fact in record.facts:
        if isinstance(fact, StepEntered) and fact.component == "prefix":
            step = dict(walk_plan(company.plans[fact.plan].plan))[fact.step]
            text = step.component.text  # type: ignore[attr-defined]
        channel = evidence.channels.get(fact.leg) if isinstance(fact, Ringing) and "/" in fact.party else None
        if channel is not None and text and not channel.shown.name.startswith(text):
            yield Finding("the prefix is shown", record.call, f"{channel.shown.name!r} lacks {text!r}")


def no_redial(evidence: Evidence, record: Record) -> Iterator[Finding]:
    """Within one step each telephone rings once."""
    company = evidence.company(record)
    rang: Counter[str] = Counter()
    restarted = evidence.crash_between(record.at(record.facts[0]), record.at(record.facts[-1]))
    for fact in record.facts:
        if isinstance(fact, PlanEntered | StepEntered):
            rang.clear()
        elif isinstance(fact, Ringing) and not restarted:
            rang[fact.party] += 1
            if rang[fact.party] > _telephones(company, fact.party):
                yield Finding("a telephone rings once in a step", record.call, f"{fact.party} rang again")


def _telephones(company: Company, party: str) -> int:
    kind, _, key = party.partition("/")
    return len(company.users[key].devices) if kind == "user" else 1


RULES = (once, times, legs, path, prefix, no_redial)
