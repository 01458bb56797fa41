"""What the composition root lends to floors that may not import each other, by the import strings in settings."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings

from belplan.engine import companies, door
from belplan.engine.changes import Place
from belplan.engine.snapshot import CompanySnapshot
from belplan.engine.sounds import Sounds
from belplan.engine.state import CompanyState
from belplan.publishing.scenarios import Case
from belplan.records import foretelling
from belplan.run import environment, switch_setup
from belplan.speech import speaking
from belplan.speech.sounds import SoundFile
from belplan.switch.accounts import Account, DeviceAccount, FallbackRoute, TrunkAccount
from belplan.switch.asterisk import hold_music, launch
from belplan.switch.asterisk.accounts import Changes, change_accounts, write_accounts
from belplan.switch.asterisk.errors import SetupError
from belplan.switch.behaviour import BY_NAME, NOBODY, KeyPress

log = logging.getLogger(__name__)


def speak(text: str, language: str, folder: Path) -> SoundFile:
    """Speak a text with this machine's espeak-ng. Raises SpeechError, or SetupError where there is none."""
    command, env = switch_setup.speech_command(environment.read())
    return speaking.speak(text, language, folder, command, env)


def notify_engine(company: str, change: Place | None = None) -> None:
    """Let the engine read a company's snapshot again, or a change of it; one that is away reads it when it starts."""
    try:
        reply = door.ask(environment.read().door, door.Reload(company, change))
    except door.EngineAway:
        log.info("the engine is away: it will read company %s when it starts", company)
    else:
        if reply.problem:
            log.error("the engine did not take company %s: %s", company, reply.problem)


def foretell(about: CompanySnapshot, case: Case, at: datetime) -> tuple[list[tuple[str, str]], str]:
    """Try a saved call by a snapshot: where it goes, and its outcome. Raises ValueError where it cannot be tried."""
    question = foretelling.Question(
        caller=case.caller,
        dialled=case.dialled,
        at=at,
        behaviours={party: BY_NAME[name] for party, name in case.behaviours.items()},
        everybody=NOBODY,
        keys=tuple(KeyPress(seconds, key) for seconds, key in case.keys),
    )
    state = CompanyState(diversions={plan: {name: True} for plan, name in case.diversions.items()})
    try:
        told = foretelling.foretell(companies.company(about), question, Sounds(environment.read().data), state)
    except foretelling.CannotForetell as problem:
        raise ValueError(str(problem)) from problem
    return [(step.plan, step.step) for step in told.record.path], told.record.outcome or ""


def ask_engine(request: door.AnyRequest) -> door.Reply:
    """Ask the engine something at its door. Raises EngineAway."""
    return door.ask(environment.read().door, request)


def watch_engine(company: str) -> AsyncGenerator[door.Reply, None]:
    """The calls of a company (its key) that run, as they go. Raises EngineAway, also when it goes meanwhile."""
    return door.watch(environment.read().door, company)


def store_accounts(
    accounts: Sequence[Account], fallbacks: Sequence[FallbackRoute], gone: Sequence[str] | None = None
) -> None:
    """Let Asterisk know these telephones, trunks and fallback routes; with `gone`, besides those that it knows.

    Raises AccountsNotWritten.
    """
    here = environment.read()
    path = here.data / "asterisk" / "accounts.sqlite3"
    if gone is None:
        devices = [a for a in accounts if isinstance(a, DeviceAccount)]
        trunks = [a for a in accounts if isinstance(a, TrunkAccount)]
        changes = write_accounts(path, devices, trunks, fallbacks)
    else:
        changes = change_accounts(path, accounts, gone, fallbacks)
    if changes.registrations or changes.groups:
        _tell_asterisk(here, changes)


def store_hold_music(folders: Sequence[tuple[str, Path | None]]) -> None:
    """Let Asterisk play the tunes in these folders to whoever the companies hold. Raises AccountsNotWritten."""
    hold_music.set_music(Path(settings.DATA) / "asterisk" / "accounts.sqlite3", folders)


def _tell_asterisk(here: environment.Environment, changes: Changes) -> None:
    """Trunks that register and new groups of telephones are all that a running Asterisk must be told of."""
    config = switch_setup.switch_config(here)
    try:
        if changes.registrations:
            asyncio.run(launch.read_registrations_anew(config))
        if changes.groups:
            asyncio.run(launch.read_groups_anew(config))
    except SetupError:
        log.info("Asterisk is away: it will know its trunks and groups when it starts")
