"""The names that the front-end build gave to our style sheet and scripts."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.templatetags.static import static

MANIFEST = Path(__file__).parent / "static" / "built" / "manifest.json"


def address(name: str) -> str:
    """Where the browser fetches this file: its built name carries a hash, so that it may be kept for ever."""
    return static(f"built/{_names().get(name, name)}")


def file(name: str) -> Path | None:
    """The built file itself; None where nothing was built."""
    path = MANIFEST.parent / _names().get(name, name)
    return path if path.exists() else None


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = json.loads(MANIFEST.read_text()) if MANIFEST.exists() else {}
    return names
