"""Every check there is, in the order in which one thing needs the other."""

from __future__ import annotations

from belplan.run.environment import Environment
from belplan.run.health import kept, machine, made, running
from belplan.run.health.check import Finding, Look, examine, look_at

CHECKS: tuple[tuple[str, Look], ...] = (
    ("Python", machine.python),
    ("packages", machine.packages),
    ("disk", machine.disk),
    ("data folder", machine.data_folder),
    ("clock", machine.clock),
    ("Asterisk", made.asterisk),
    ("prompts", made.prompts),
    ("front end", made.front_end),
    ("languages", made.languages),
    ("database", kept.database),
    ("companies", kept.snapshots),
    ("journal", kept.journal),
    ("exchange", running.exchange),
    ("ports", running.free_ports),
    ("panel", running.panel),
    ("engine", running.engine),
    ("switch", running.switch),
    ("trunks", running.trunks),
    ("records", kept.records),
    ("mail server", running.mail_server),
)


def findings(here: Environment) -> list[Finding]:
    """Examine this machine. Raises nothing."""
    return examine(look_at(here), CHECKS)
