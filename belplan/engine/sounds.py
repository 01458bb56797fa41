"""Finds the sounds of the data folder for the engine: paths are kept relative, so that the folder can move."""

from __future__ import annotations

import wave
from functools import cache
from pathlib import Path

from belplan.switch.port import Sound

FALLBACK_LANGUAGE = "en"


class Sounds:
    """The sounds of one installation."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def file(self, path: str, seconds: float) -> Sound:
        """A company's own sound, by its path relative to the data folder."""
        return Sound(self._data / path, seconds)

    def prompt(self, language: str, name: str) -> Sound:
        """One of the exchange's prompts; English where this language has none."""
        path = self._data / "sounds" / "prompts" / language / f"{name}.wav"
        if not path.exists():
            path = path.parents[1] / FALLBACK_LANGUAGE / path.name
        return Sound(path, _seconds(path))


@cache
def _seconds(path: Path) -> float:
    """Raises OSError when set-up has not made the prompts: `belplan doctor` says so."""
    with wave.open(str(path)) as sound:
        seconds: float = sound.getnframes() / sound.getframerate()
    return seconds
