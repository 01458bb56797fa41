"""What a browser calls itself, in words that its owner recognises."""

from __future__ import annotations

# The first that is found counts: Edge and Opera also say Chrome, and Chrome says Safari.
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
LONGEST = 40  # characters of one that is not known


def browser(agent: str) -> str:
    """Such as "Firefox, Windows"; what is not known is shown as it is, shortened; empty where nothing was said."""
    named = [name for known in (BROWSERS, SYSTEMS) if (name := _first(known, agent))]
    return ", ".join(named) or agent[:LONGEST]


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for mark, name in known if mark in agent), "")
