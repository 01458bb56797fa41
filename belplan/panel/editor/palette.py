"""The palette: every component in its group, in the order of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.callplan.catalogue import COMPONENTS

GROUPS = {
    "conditions": gettext_lazy("Conditions"),
    "calling": gettext_lazy("Calling"),
    "telling": gettext_lazy("Telling"),
    "ending": gettext_lazy("Ending"),
}


@dataclass(frozen=True)
class Group:
    """Some components that do alike."""

    title: str
    kinds: list[tuple[str, str]]  # kind and title


def groups() -> list[Group]:
    """All groups that have components."""
    found = [
        Group(str(title), [(one.kind, _(one.title)) for one in COMPONENTS if one.group == group])
        for group, title in GROUPS.items()
    ]
    return [group for group in found if group.kinds]
