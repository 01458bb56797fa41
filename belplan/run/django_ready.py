"""Wakes Django for commands that need the database; those that do not start faster without it."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import django

from belplan.run.environment import EnvironmentProblem

SCHEMES = ("postgresql", "postgres", "sqlite")


def ready() -> None:
    """Load the settings and all models; a second time does nothing. Raises EnvironmentProblem."""
    _require_database_url(os.environ.get("DATABASE_URL", ""))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belplan.run.settings")
    django.setup()


def _require_database_url(url: str) -> None:
    # The address itself is not shown: there may be a password in it.
    try:
        parts = urlsplit(url)
        usable = not url or (parts.scheme in SCHEMES and (parts.port is None or parts.port > 0))
    except ValueError:
        usable = False
    if not usable:
        raise EnvironmentProblem(
            "DATABASE_URL is no database that Belplan knows: write postgresql://user:password@host/name, "
            "or leave it out and SQLite is used."
        )
