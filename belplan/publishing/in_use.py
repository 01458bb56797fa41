"""Which call plans name a person or a telephone, in their draft or in the version in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from belplan.exchange.models import DraftPlan
from belplan.publishing.snapshots import published_plans
from belplan.tenancy.models import Company


def plans_with(company: Company, kind: str, key: str) -> list[str]:
    """Names of the plans that use `user/ann` or `device/desk` (kind and key), also as their fallback; by name."""
    wanted = f"{kind}/{key}"
    in_force = {entry.key: entry.tree for entry in published_plans(company)}
    found = []
    for draft in DraftPlan.objects.for_company(company).select_related("fallback").order_by("name"):
        falls_back = kind == "user" and draft.fallback is not None and draft.fallback.key == key
        if falls_back or wanted in {*_texts(draft.tree), *_texts(in_force.get(draft.key))}:
            found.append(draft.name)
    return found


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from _texts(value)
            if isinstance(value, str):
                yield f"{name}/{value}"  # an option such as user: ann says its kind by its name
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)
