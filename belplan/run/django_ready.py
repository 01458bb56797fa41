"""Wakes Django for commands that need the database; those that do not start faster without it."""

from __future__ import annotations

import os

import django


def ready() -> None:
    """Load the settings and all models; a second time does nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belplan.run.settings")
    django.setup()
