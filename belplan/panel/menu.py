"""The three panels and their menus: one's own (user panel), the company's, and the platform's companies."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belplan.identity.models import Account, Role


@dataclass(frozen=True)
class Entry:
    """One line of the menu. `name` is a URL name; the line is marked as current on each of `screens` (namespaces)."""

    title: Promise
    name: str
    icon: str
    screens: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """A menu, and whose it is."""

    key: str
    title: Promise  # "User panel"
    home: str  # URL name
    icon: str
    entries: tuple[Entry, ...]
    roles: tuple[str, ...]

    @property
    def screens(self) -> set[str]:
        return {screen for entry in self.entries for screen in entry.screens}


USER = Panel(
    "user",
    _("User panel"),
    "my:home",
    "profile",
    (
        Entry(_("Dashboard"), "my:home", "dashboard", ("my",)),
        Entry(_("Phonebook"), "own_phonebook:list", "phonebook", ("own_phonebook",)),
        Entry(_("Reports"), "own_reports:list", "reports", ("own_reports",)),
        Entry(_("My profile"), "profile:page", "profile", ("profile", "factors")),
    ),
    tuple(Role.values),
)
COMPANY = Panel(
    "company",
    _("Company panel"),
    "dashboard:home",
    "plan",
    (
        Entry(_("Dashboard"), "dashboard:home", "dashboard", ("dashboard",)),
        Entry(_("Users"), "people:list", "people", ("people", "people_import", "users")),
        Entry(_("Telephones"), "devices:list", "phone", ("devices",)),
        Entry(
            _("Call plans"),
            "plans:list",
            "plan",
            ("plans", "hours", "menus", "sounds", "callers", "simulator", "watch"),
        ),
        Entry(_("Numbers"), "numbers:list", "numbers", ("numbers",)),
        Entry(_("Phonebook"), "phonebook:list", "phonebook", ("phonebook",)),
        Entry(_("Reports"), "reports:list", "reports", ("reports",)),
        Entry(_("Settings"), "settings:page", "settings", ("settings", "hold_music")),
    ),
    (Role.ADMINISTRATOR, Role.RESELLER, Role.OPERATOR),
)
CUSTOMERS = Panel(
    "customers",
    _("Companies"),
    "customers:list",
    "company",
    (Entry(_("Companies"), "customers:list", "company", ("customers", "trunks", "prices")),),
    (Role.RESELLER, Role.OPERATOR),
)
PANELS = (USER, COMPANY, CUSTOMERS)


def panels(account: Account) -> list[Panel]:
    """Those that this account may open."""
    return [panel for panel in PANELS if account.role in panel.roles]


def current(account: Account, screen: str) -> Panel:
    """The panel that a screen belongs to; what is in none (such as reports of a user) is shown within the last."""
    allowed = panels(account)
    return next((panel for panel in allowed if screen in panel.screens), allowed[min(1, len(allowed) - 1)])
