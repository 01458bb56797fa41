"""What a check is, and how all are made without one of them being able to stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from belplan.run.environment import Environment, EnvironmentProblem
from belplan.run.state import State, StateFile
from belplan.switch.asterisk.errors import SetupError


class Wrong(Exception):
    """Something is wrong; the message is one sentence with the mend in it."""


@dataclass(frozen=True)
class Machine:
    """Whom the checks look at: an installation, and what its supervisor tells (None while it does not run)."""

    here: Environment
    state: State | None

    @property
    def running(self) -> bool:
        """The exchange has been started and has not ended."""
        return self.state is not None and self.state.ready


@dataclass(frozen=True)
class Finding:
    """What a check has found: right or wrong, in one sentence."""

    name: str
    ok: bool
    says: str


# Returns the sentence for when all is right; raises Wrong.
Look = Callable[[Machine], str]
NOT_RUNNING = "not asked, as the exchange does not run"


def look_at(here: Environment) -> Machine:
    """The machine as it stands now."""
    return Machine(here, StateFile(here.data).read())


def examine(machine: Machine, looks: Iterable[tuple[str, Look]]) -> list[Finding]:
    """Make the checks, each under its name."""
    return [_finding(machine, name, look) for name, look in looks]


def _finding(machine: Machine, name: str, look: Look) -> Finding:
    try:
        return Finding(name, True, look(machine))
    except (Wrong, EnvironmentProblem, SetupError) as problem:
        return Finding(name, False, str(problem))
    except Exception as problem:  # the doctor never faints: whatever it did not expect is a finding too
        reason = " ".join(str(problem).split()) or type(problem).__name__
        return Finding(name, False, f"This could not be looked at ({reason}): run `scripts/up`, which sets it up anew.")
