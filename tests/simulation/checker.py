"""Looks for what must not be in a world that has come to its end."""

from __future__ import annotations

from collections.abc import Iterator

from tests.simulation import call_rules, record_rules
from tests.simulation.evidence import Evidence, Finding
from tests.simulation.world import World


def findings(world: World) -> list[Finding]:
    """All that is wrong; empty when the exchange did its work."""
    return list(_findings(Evidence(world)))


def _findings(evidence: Evidence) -> Iterator[Finding]:
    for trouble in evidence.world.troubles:
        yield Finding("no error is unexpected", "engine", trouble)
    for record in evidence.records.values():
        for rule in record_rules.RULES:
            yield from rule(evidence, record)
    for whole in call_rules.RULES:
        yield from whole(evidence)
