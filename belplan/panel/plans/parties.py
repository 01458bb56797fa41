"""Who may ring in a company's plans."""

from __future__ import annotations

from typing import Any

from belplan.callplan.component import Component
from belplan.callplan.plan import Plan, walk_plan
from belplan.callplan.references import references
from belplan.panel.names import Names
from belplan.panel.plans import published
from belplan.tenancy.models import Company


def parties(company: Company, names: Names, also: Plan | None = None) -> list[tuple[str, str]]:
    """Each party (`user/ann`, `device/desk`, an external number) that a published plan may ring, with its name.

    Numbers outside come last. `also`: a plan that is not published yet.
    """
    plans = [published.in_force(line.draft, line.version) for line in published.lines(company) if line.version]
    found: set[str] = set()
    for plan in [*plans, *([also] if also else [])]:
        for _place, step in walk_plan(plan):
            found |= _of(step.component)
    return sorted(
        ((party, names.party(party)) for party in found), key=lambda pair: (pair[0].isdecimal(), pair[1].lower())
    )


def _of(component: Component) -> set[str]:
    own = {f"{r.kind}/{r.key}" for r in references(component) if r.kind in ("user", "device")}
    options: dict[str, Any] = component.model_dump()
    outside = {*options.get("members", ()), options.get("external")}
    return own | {party for party in outside if party and party.isdecimal()}
