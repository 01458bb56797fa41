"""The quickstart's own call plan: what people build in the editor, and what real calls then meet.

Queues and voicemail boxes do not exist yet: a ring group stands in for the one, an announcement for the other.
"""

from __future__ import annotations

from typing import Any

from belplan.exchange.models import Hours
from belplan.tenancy.models import Company

MOBILE = "32467890123"
INFO = "info@demo.example"
OPENING_HOURS = "Wij zijn bereikbaar op werkdagen van 9 tot 12 en van 13 tot 17 uur."
MEETING = "Wij zijn even in vergadering. Bel straks terug."
QUESTION = "Kies 1 voor support, 2 voor administratie, 3 voor sales."

STEPS: list[dict[str, Any]] = [
    {
        "time_condition": {"hours": "werkuren"},
        "steps": [
            {"ring_group": {"name": "Helpdesk", "members": ["user/ann", "user/els"]}},
            {"prefix": {"text": "WR:"}},
            {"ring_group": {"members": ["user/bart"], "timeout": 10}},
            {"ring_group": {"members": ["device/draagbaar", "device/balie"], "order": "memory_hunt", "timeout": 15}},
            {"forward": {"plan": "receptie"}},
        ],
    },
    {
        "time_condition": {"hours": "lunchpauze"},
        "steps": [
            {
                "menu": {"menu": "lunch", "keys": ["1", "2", "3"]},
                "1": [{"ring_group": {"name": "Support", "members": ["user/ann"]}}],
                "2": [{"ring_group": {"name": "Administratie", "members": ["user/els"]}}],
                "3": [{"ring_group": {"name": "Sales", "members": ["user/bart"]}}],
            }
        ],
    },
    {"announcement": {"say": OPENING_HOURS}},
    {"email": {"to": INFO}},
    {"hang_up": {}},
]
DIVERSIONS: list[dict[str, Any]] = [
    {
        "name": "Alles naar mobiel",
        "category": "A",
        "on": False,
        "steps": [{"forward": {"external": MOBILE}}, {"hang_up": {}}],
    },
    {
        "name": "Teamoverleg",
        "category": "A",
        "on": False,
        "steps": [{"announcement": {"say": MEETING}}, {"hang_up": {}}],
    },
]
PLAN: dict[str, Any] = {"diversions": DIVERSIONS, "steps": STEPS}  # as a draft holds it, but for the steps' ids


def arrange(company: Company) -> None:
    """What the plan uses and is configured first, beside the demo company's own lunch break and menu."""
    entry = {"days": "mon-fri", "times": ["09:00-12:00", "13:00-17:00"]}
    Hours(company=company, key="werkuren", name="Werkuren", data={"entries": [entry]}).store()
