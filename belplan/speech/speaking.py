"""Speaks a text into a sound file with espeak-ng; the same text is spoken once."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import subprocess
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from belplan.callevents import Phrase, phrase
from belplan.speech.sounds import RATE, Samples, SoundFile, SpeechError, read_wav, sound_file, to_telephone, write_wav

LONGEST = 2_000  # characters: over two minutes of speech
VOICES = {"nl": "nl", "en": "en-gb", "fr": "fr-be", "de": "de"}
PROCESSING = "1"  # raised when the sound made from the same text changes
DEADLINE = 60.0  # seconds
AUDIBLE = 10 ** (-45 / 20)  # of full scale


@dataclass(frozen=True)
class Manner:
    """How a text is said. Seconds of silence `before` and `after` it, in the place of what the voice leaves there.

    With `lasts` the whole takes so many seconds, or longer where the words do.
    """

    words_a_minute: int = 150
    before: float = 0.0
    after: float = 0.0
    lasts: float = 0.0

    @property
    def options(self) -> tuple[str, ...]:
        """What espeak-ng is told: the speed, 10 ms between two words, and that the text is UTF-8."""
        return ("-s", str(self.words_a_minute), "-g", "1", "-b", "1")

    @property
    def silences(self) -> tuple[str, ...]:
        """What names them in a recipe; empty where the voice's own are kept."""
        times = (self.before, self.after, self.lasts)
        return tuple(map(str, times)) if any(times) else ()


ORDINARY = Manner()


def speak(
    text: str,
    language: str,
    folder: Path,
    command: Sequence[str] = ("espeak-ng",),
    environment: Mapping[str, str] | None = None,
    manner: Manner = ORDINARY,
) -> SoundFile:
    """Speak `text` (nl, en, fr or de) into a file in `folder`; a file that is there already is reused.

    `command` are the words that start espeak-ng, `environment` what it needs on top of our own. Raises SpeechError.
    """
    words = _checked(text, language)
    path = folder / f"{_name(words, language, manner)}.wav"
    if not path.exists():
        samples, rate = _spoken(words, [*command, "-v", VOICES[language], *manner.options], environment or {})
        write_wav(path, _with_silences(samples, rate, manner))
    return sound_file(path)


def _checked(text: str, language: str) -> str:
    if language not in VOICES:
        known = ", ".join(VOICES)
        raise SpeechError(
            phrase("There is no voice for {language}: choose one of {known}.", language=language, known=known)
        )
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not any(c.isalnum() for c in words):
        raise SpeechError(phrase("There is no text to speak: type what callers should hear."))
    if len(words) > LONGEST:
        problem = "The text has {length} characters: shorten it to {longest} or fewer."
        raise SpeechError(phrase(problem, length=len(words), longest=LONGEST))
    return words


def _name(words: str, language: str, manner: Manner) -> str:
    recipe = "\0".join((PROCESSING, language, VOICES[language], *manner.options, *manner.silences, words))
    return hashlib.sha256(recipe.encode()).hexdigest()[:32]


def _with_silences(samples: Samples, rate: int, manner: Manner) -> Samples:
    audible = np.flatnonzero(np.abs(samples) > AUDIBLE)
    if not (manner.silences and audible.size):
        return to_telephone(samples, rate)
    voice = to_telephone(samples[audible[0] : audible[-1] + 1], rate)  # its loudness without any silence
    before, lasts = round(manner.before * RATE), round(manner.lasts * RATE)
    after = max(round(manner.after * RATE), lasts - before - len(voice))
    return np.pad(voice, (before, after))


def _spoken(words: str, command: Sequence[str], environment: Mapping[str, str]) -> tuple[Samples, int]:
    done = _run([*command, "--stdin", "--stdout"], words, environment)
    try:
        samples, rate = read_wav(io.BytesIO(done.stdout))
    except (wave.Error, EOFError) as error:
        raise SpeechError(_failed(done)) from error
    if done.returncode or not len(samples):
        raise SpeechError(_failed(done))
    return samples, rate


def _run(argv: list[str], words: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    # The text goes in by standard input: an argument would be seen by everyone on the machine and read as options.
    try:
        return subprocess.run(  # noqa: S603
            argv,
            input=words.encode(),
            capture_output=True,
            env={**os.environ, **environment},
            timeout=DEADLINE,
            check=False,
        )
    except (FileNotFoundError, PermissionError) as error:
        problem = "Speech needs the program espeak-ng: install Debian's package espeak-ng, then try again."
        raise SpeechError(phrase(problem)) from error
    except subprocess.TimeoutExpired as error:
        raise SpeechError(phrase("Speaking the text took over a minute: shorten it or try again.")) from error


def _failed(done: subprocess.CompletedProcess[bytes]) -> Phrase:
    if done.returncode < 0:
        cause = signal.Signals(-done.returncode).name
        return phrase("espeak-ng was stopped by the system ({cause}): free some disk space and memory.", cause=cause)
    said = done.stderr.decode(errors="replace").strip().splitlines()
    return phrase("espeak-ng could not speak the text ({cause}): reinstall espeak-ng.", cause=said[-1] if said else "-")
