"""What the composition root lends to publishing, by the import strings in Django's settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from belplan.engine.changes import Place
from belplan.exchange.models import Person
from belplan.speech.sounds import SoundFile
from belplan.switch.accounts import Account, FallbackRoute

if TYPE_CHECKING:
    from belplan.engine.snapshot import CompanySnapshot
    from belplan.publishing.scenarios import Case

    Foretell = Callable[[CompanySnapshot, Case, datetime], tuple[list[tuple[str, str]], str]]


def speak(text: str, language: str, folder: Path) -> SoundFile:
    """Speak a text into a sound file in the folder. Raises SpeechError."""
    return cast("Callable[[str, str, Path], SoundFile]", import_string(settings.BELPLAN_SPEAK))(text, language, folder)


def notify_engine(company: str, change: Place | None = None) -> None:
    """Tell the engine that a company's snapshot is new, or only that a change was added to it.

    An engine that is away reads it when it starts.
    """
    cast("Callable[[str, Place | None], None]", import_string(settings.BELPLAN_NOTIFY_ENGINE))(company, change)


def foretell(about: CompanySnapshot, case: Case, at: datetime) -> tuple[list[tuple[str, str]], str]:
    """Try a call by this snapshot: the plan and place of each step that it comes to, and the outcome.

    Raises ValueError with a sentence where it cannot be tried.
    """
    return cast("Foretell", import_string(settings.BELPLAN_FORETELL))(about, case, at)


def first_administrators() -> dict[int, int]:
    """The person (primary key) who administers a company and was first to do so, by the company's primary key."""
    return cast("Callable[[], dict[int, int]]", import_string(settings.BELPLAN_FIRST_ADMINISTRATORS))()


def administrators(people: QuerySet[Person]) -> set[int]:
    """Those of these people (primary keys) who administer their company."""
    return cast("Callable[[QuerySet[Person]], set[int]]", import_string(settings.BELPLAN_ADMINISTRATORS))(people)


def store_hold_music(folders: Sequence[tuple[str, Path | None]]) -> None:
    """Let whoever the companies (their keys) hold hear the tunes in these folders. Raises AccountsNotWritten."""
    cast("Callable[[Sequence[tuple[str, Path | None]]], None]", import_string(settings.BELPLAN_HOLD_MUSIC))(folders)


def store_accounts(
    accounts: Sequence[Account], fallbacks: Sequence[FallbackRoute], gone: Sequence[str] | None = None
) -> None:
    """Hand all telephones, trunks and fallback routes of the platform to the switch. Raises AccountsNotWritten.

    With `gone`, these are only the ones that changed: accounts of those names are removed, and routes that have no
    accounts any more; all others stay.
    """
    store = import_string(settings.BELPLAN_SWITCH_ACCOUNTS)
    cast("Callable[[Sequence[Account], Sequence[FallbackRoute], Sequence[str] | None], None]", store)(
        accounts, fallbacks, gone
    )
