"""What the composition root would lend to publishing: a quick voice, and ears for what the engine and switch hear."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from belplan.engine.changes import Place
from belplan.speech.sounds import SoundFile, save
from belplan.switch.accounts import Account, FallbackRoute

told: list[str] = []
accounts: list[Account] = []
fallbacks: list[FallbackRoute] = []


def speak(text: str, language: str, folder: Path) -> SoundFile:
    path = folder / f"{language}-{len(text)}.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    save(path, text.encode())
    return SoundFile(path, len(text) / 10)


def notify_engine(company: str, change: Place | None = None) -> None:
    told.append(company)


def engine_away(company: str, change: Place | None = None) -> None:
    raise ConnectionRefusedError(company)


def store_accounts(
    given: Sequence[Account], routes: Sequence[FallbackRoute], gone: Sequence[str] | None = None
) -> None:
    names, numbers = {a.name for a in given} | set(gone or ()), {route.numbers for route in routes}
    others = [] if gone is None else [a for a in accounts if a.name not in names]
    other_routes = [] if gone is None else [route for route in fallbacks if route.numbers not in numbers]
    accounts[:] = [*others, *given]
    fallbacks[:] = [*other_routes, *(route for route in routes if route.accounts)]
