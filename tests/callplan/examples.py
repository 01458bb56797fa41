"""The demo company of these tests: its plan as text, and what else it has."""

from __future__ import annotations

from belplan.callplan.hours import Hours
from belplan.callplan.plan import Directory, Plan, SoundFile
from belplan.callplan.textform import read_hours, read_plan, read_yaml

MAIN = """
name: Hoofdnummer
internal: 800
numbers: ["3225805000"]
diversions:
  - {name: Alles naar mobiel, category: A, on: false, steps: [{forward: {external: "32467890123"}}, {hang_up: {}}]}
  - {name: Teamoverleg, category: A, on: false, steps: [{announcement: {say: "Er is niemand."}}, {hang_up: {}}]}
steps:
  - time_condition: {hours: kantooruren}
    steps:
      - prefix: {text: "WR:"}
      - ring_group: {members: [user/ann], order: ring_all, timeout: 20}
      - ring_group: {members: [device/draagbaar, device/balie], order: memory_hunt, timeout: 15}
      - forward: {plan: receptie}
  - announcement: {say: "Wij zijn bereikbaar op werkdagen van 9 tot 17 uur.", language: nl}
  - email: {to: info@demo.example}
  - hang_up: {}
"""


def office_hours() -> Hours:
    """Weekdays 9 to 17, never at Christmas."""
    entries = [{"days": "mon-fri", "from": "09:00", "to": "17:00"}, {"date": "12-25", "closed": True}]
    return read_hours({"key": "kantooruren", "name": "Kantooruren", "entries": entries})


def main_plan() -> Plan:
    """The acceptance company's main number."""
    return read_yaml(MAIN)


def directory() -> Directory:
    """What the demo company has."""
    return Directory(
        users={"ann": "Ann", "bart": "Bart"},
        devices={"balie": "Balie", "draagbaar": "Draagbaar", "lobby": "Lobby"},
        plans={"hoofdnummer": "Hoofdnummer", "receptie": "Receptie"},
        hours={"kantooruren": office_hours()},
        sounds={"welkom": SoundFile("sounds/welkom.wav", 3.5)},
    )


def plan_of(*steps: object, key: str = "main", **head: object) -> Plan:
    """A plan of these steps, each written as in the text form."""
    return read_plan({"key": key, "name": key.title(), "steps": list(steps), **head})
