"""What set-up makes: Asterisk, the spoken prompts, the panel's front end, the catalogues."""

from __future__ import annotations

import os
import re
import subprocess

from belplan.run import catalogues, frontend
from belplan.run.health.check import Machine, Wrong
from belplan.speech.prompts import PROMPTS
from belplan.switch.asterisk.installation import Installation
from belplan.switch.asterisk.prefix import find


def asterisk(machine: Machine) -> str:
    """Is there and starts."""
    found = find(machine.here.cache)
    if found is None:
        raise Wrong(f"There is no Asterisk 22 here or in {machine.here.cache}: run `scripts/up`, which fetches it.")
    said = _version(found)
    if not re.match(r"Asterisk \S*\d", said):
        reason = said.splitlines()[0] if said else "it says nothing"
        raise Wrong(f"Asterisk does not start ({reason}): remove {found.prefix or found.program} and run `scripts/up`.")
    return f"{found.version}, {found.program}"


def _version(found: Installation) -> str:
    env = {**os.environ, **found.environment()}
    try:
        done = subprocess.run(  # noqa: S603
            [*found.asterisk(), "-V"], capture_output=True, text=True, timeout=20, env=env, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        return str(problem)
    return done.stdout.strip() or done.stderr.strip()


def prompts(machine: Machine) -> str:
    """Every sentence in every language."""
    folder = machine.here.sounds / "prompts"
    wanted = [folder / language / f"{name}.wav" for name, texts in PROMPTS.items() for language in texts]
    missing = [path for path in wanted if not path.exists()]
    if missing:
        raise Wrong(f"{len(missing)} of {len(wanted)} spoken prompts are missing: run `scripts/up`, which speaks them.")
    return f"all {len(wanted)} spoken"


def front_end(_: Machine) -> str:
    """As its sources are now."""
    if not frontend.is_current():
        raise Wrong("The panel's front end is not built from the files that are here now: run `scripts/up`.")
    return "built"


def languages(_: Machine) -> str:
    """Compiled from the catalogues as they are now."""
    if stale := catalogues.not_compiled():
        raise Wrong(f"The panel does not speak {', '.join(stale)} as its catalogue does now: run `scripts/up`.")
    return f"en, {', '.join(catalogues.LANGUAGES)}"
