"""The menu at the left: which screens there are, and for whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belplan.identity.models import Account


@dataclass(frozen=True)
class Entry:
    """One line of the menu. `name` is a URL name; the line is marked as current on each of `screens`."""

    title: Promise
    name: str
    icon: str
    screens: tuple[str, ...]
    administrators_only: bool = False


ENTRIES = (
    Entry(_("Dashboard"), "dashboard:home", "dashboard", ("dashboard",)),
    Entry(_("Call plans"), "plans:list", "plan", ("plans", "simulator"), administrators_only=True),
    Entry(_("Reports"), "reports:list", "reports", ("reports",)),
)


def entries(account: Account) -> list[Entry]:
    """What this account sees of the menu."""
    return [e for e in ENTRIES if account.is_administrator or not e.administrators_only]
