"""Which call plans use a person, a telephone, hours, a menu, a sound: in their draft or in the version in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from belplan.exchange.models import DraftPlan, Menu
from belplan.publishing.snapshots import published_plans
from belplan.tenancy.models import Company


def plans_with(company: Company, kind: str, key: str) -> list[str]:
    """Names of the plans that use `user/ann` or `hours/office` (kind and key), a user also as their fallback; by name.

    Their own plan does not keep a user: it goes with them.

    A kind is what call plans call it: user, device, plan, hours, menu, callers, sound. What a menu plays is used by its
    plans.
    """
    return [name for name, used in _plans(company) if f"{kind}/{key}" in used]


def users_of(company: Company, kind: str, key: str) -> list[str]:
    """The same plans, and behind them the menus that play a sound: also those that no plan uses."""
    menus = Menu.objects.for_company(company).order_by("name") if kind == "sound" else ()
    return [*plans_with(company, kind, key), *(menu.name for menu in menus if menu.data.get("sound") == key)]


def used_by(company: Company, kind: str) -> dict[str, list[str]]:
    """The names of the plans that use each thing of a kind, by its key; what no plan uses is left out."""
    found: dict[str, list[str]] = {}
    for name, used in _plans(company):
        for text in sorted(used):
            if text.startswith(f"{kind}/"):
                found.setdefault(text.removeprefix(f"{kind}/"), []).append(name)
    return found


def _plans(company: Company) -> Iterator[tuple[str, set[str]]]:
    """Each plan's name with all that it uses, and other texts that happen to stand in it."""
    in_force = {entry.key: entry.tree for entry in published_plans(company)}
    played = {menu.key: menu.data.get("sound") for menu in Menu.objects.for_company(company)}
    for draft in DraftPlan.objects.for_company(company).select_related("fallback", "owner").order_by("name"):
        used = {*_texts(draft.tree), *_texts(in_force.get(draft.key))}
        used |= {f"sound/{sound}" for key, sound in played.items() if sound and f"menu/{key}" in used}
        used -= {f"user/{draft.owner.key}"} if draft.owner else set()
        yield draft.name, used | ({f"user/{draft.fallback.key}"} if draft.fallback else set())


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
