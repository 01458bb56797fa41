"""Records an announcement by telephone: rings one telephone of a company, says what to do, and keeps what was said.

Somebody waits for it at the panel. It is no call of the company's: nothing of it is stated as a fact, so that neither
records nor lamps tell of it.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from belplan.callevents import Ending
from belplan.engine.companies import Company
from belplan.switch.port import DeviceAddress, Identity, LegGone, Sound, Switch, SwitchAway

RING_SECONDS = 30.0
MOST_SECONDS = 300.0
KEEP_SECONDS = 600.0  # that what was said, and how it went, can be asked for
PROMPT = "speak_after_beep"

log = logging.getLogger(__name__)


class Stage(StrEnum):
    """How far a recording is, or why nothing was recorded."""

    RINGING = "ringing"
    SPEAKING = "speaking"  # somebody answered, and hears what to do or speaks
    DONE = "done"
    BUSY = "busy"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    HUNG_UP = "hung_up"  # before there was anything to hear
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self not in (Stage.RINGING, Stage.SPEAKING)


UNANSWERED = {
    Ending.BUSY: Stage.BUSY,
    Ending.REFUSED: Stage.REFUSED,
    Ending.UNREACHABLE: Stage.UNREACHABLE,
}  # of all other endings, no answer


@dataclass(frozen=True)
class RecordingOrder:
    """What to record. `name` is 32 hexadecimal digits; `account` asks for it at the panel, one at a time."""

    name: str
    account: str
    device: str  # its key
    shows: str  # what its display shows


@dataclass
class Recording:
    """One recording; `stage` may be looked at any time."""

    company: str  # its key
    order: RecordingOrder
    stage: Stage = Stage.RINGING


class Recordings:
    """Those of this node that are under way, or ended not long ago."""

    def __init__(self, switch: Switch, prompt: Callable[[str, str], Sound], data: Path) -> None:
        """`data` is the data folder. What an engine before us recorded there is removed: nobody can ask for it."""
        self._switch, self._prompt, self._data = switch, prompt, data
        self._known: dict[str, Recording] = {}
        self._work: set[asyncio.Task[None]] = set()
        shutil.rmtree(file_of(data, ""), ignore_errors=True)

    def begin(self, company: Company, order: RecordingOrder) -> Recording | None:
        """Ring; one of this name that was begun before is returned as it stands. None: this account records already."""
        if order.name not in self._known:
            if any(one.order.account == order.account and not one.stage.ended for one in self._known.values()):
                return None
            recording = self._known[order.name] = Recording(company.key, order)
            task = asyncio.create_task(self._see_through(company, recording))
            self._work.add(task)
            task.add_done_callback(self._work.discard)
        return self.of(company.key, order.name)

    def of(self, company: str, name: str) -> Recording | None:
        """One of a company's recordings."""
        found = self._known.get(name)
        return found if found and found.company == company else None

    async def _see_through(self, company: Company, recording: Recording) -> None:
        ended = Stage.FAILED
        try:
            ended = await self._record(company, recording)
        except LegGone:
            ended = Stage.HUNG_UP
        except SwitchAway:
            log.error("an announcement was not recorded: the switch is away")
        except Exception:
            log.exception("an announcement was not recorded")
        finally:
            recording.stage = ended
            asyncio.get_running_loop().call_later(KEEP_SECONDS, self._forget, recording.order.name)

    async def _record(self, company: Company, recording: Recording) -> Stage:
        device, order = company.devices.get(recording.order.device), recording.order
        if device is None:
            return Stage.UNREACHABLE
        shows = Identity(order.shows, next(iter(company.about.numbers), ""))
        address = DeviceAddress(device.account)
        leg = await self._switch.ring(f"recording-{order.name}", address, shows, RING_SECONDS)
        try:
            await asyncio.wait((leg.answered, leg.ended), return_when=asyncio.FIRST_COMPLETED)
            if not leg.answered.done():
                return UNANSWERED.get(leg.ended.result(), Stage.NO_ANSWER)
            recording.stage = Stage.SPEAKING
            await leg.play(self._prompt(company.about.language, PROMPT))
            file = file_of(self._data, order.name)
            file.parent.mkdir(exist_ok=True)
            await leg.record(file, MOST_SECONDS)
            return Stage.DONE
        finally:
            await leg.hang_up()

    def _forget(self, name: str) -> None:
        del self._known[name]
        file_of(self._data, name).unlink(missing_ok=True)


def file_of(data: Path, name: str) -> Path:
    """Where what was said lies within the data folder, until it is made a sound of; of no name, the folder."""
    return data / "recordings" / (f"{name}.wav" if name else "")
