"""Sound files as the switch plays them: 16-bit mono WAV at telephone rates, at an even loudness."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from belplan.callevents import Phrase, phrase

Samples = NDArray[np.float64]  # full scale is 1.0

RATE = 8_000  # Hz, what telephone lines carry and Asterisk plays without converting
PLAYABLE_RATES = (8_000, 16_000)
LOUDNESS = -20.0  # dBFS, root mean square: near that of a person on the line
PEAK = -1.5  # dBFS; a codec that overshoots still does not clip
PASS, STOP = 3_400.0, 3_900.0  # Hz: the telephone band, faded out before half the rate
FULL_SCALE = 32_768.0


class SpeechError(Exception):
    """Why a sound cannot be made or used; `text` is a sentence that says the mend."""

    def __init__(self, text: Phrase) -> None:
        super().__init__(str(text))
        self.text = text


@dataclass(frozen=True)
class SoundFile:
    """A sound on disk: its path and its length in seconds."""

    path: Path
    seconds: float


def sound_file(path: Path) -> SoundFile:
    """Check that a file is a WAV that the switch plays (8 or 16 kHz, mono, 16 bits) and measure its length.

    Raises SpeechError.
    """
    try:
        with wave.open(str(path), "rb") as sound:
            form = (sound.getframerate(), sound.getnchannels(), sound.getsampwidth())
            seconds = sound.getnframes() / sound.getframerate()
    except (OSError, EOFError, wave.Error, ZeroDivisionError) as error:
        problem = phrase("The sound {name} cannot be read: give a WAV file.", name=path.name)
        raise SpeechError(problem) from error
    _require_playable(path, *form)
    return SoundFile(path, seconds)


def _require_playable(path: Path, rate: int, channels: int, width: int) -> None:
    if rate in PLAYABLE_RATES and channels == 1 and width == 2:
        return
    problem = "The sound {name} has {form}: save it as 8,000 or 16,000 Hz, 1 channel, 16 bits."
    form = phrase("{rate} Hz, {channels} channel(s), {bits} bits", rate=rate, channels=channels, bits=8 * width)
    raise SpeechError(phrase(problem, name=path.name, form=form))


def read_wav(file: BinaryIO) -> tuple[Samples, int]:
    """The samples of a 16-bit mono WAV and its rate in Hz. Raises wave.Error or EOFError."""
    with wave.open(file, "rb") as sound:
        if (sound.getnchannels(), sound.getsampwidth()) != (1, 2):
            raise wave.Error("not 16-bit mono")
        data = sound.readframes(sound.getnframes())
        return np.frombuffer(data, dtype="<i2").astype(np.float64) / FULL_SCALE, sound.getframerate()


def to_telephone(samples: Samples, rate: int) -> Samples:
    """Resample to 8 kHz in the telephone band and bring to an even loudness."""
    return _level(_resample(samples, rate))


def _resample(samples: Samples, rate: int) -> Samples:
    # By the spectrum: cut off what the new rate cannot carry, and come back at the new length.
    common = int(np.gcd(rate, RATE))
    padded = np.pad(samples, (0, -len(samples) % (rate // common)))
    length = len(padded) * RATE // rate
    spectrum = np.fft.rfft(padded)
    frequencies = np.fft.rfftfreq(len(padded), 1 / rate)
    spectrum *= np.clip((STOP - frequencies) / (STOP - PASS), 0.0, 1.0)
    return np.fft.irfft(spectrum[: length // 2 + 1], length) * (RATE / rate)


def _level(samples: Samples) -> Samples:
    if not len(samples) or not samples.any():
        return samples
    loudness_gain = 10 ** (LOUDNESS / 20) / np.sqrt(np.mean(samples**2))
    peak_gain = 10 ** (PEAK / 20) / np.max(np.abs(samples))
    return np.asarray(samples * min(loudness_gain, peak_gain))


def write_wav(path: Path, samples: Samples) -> None:
    """Write an 8 kHz WAV as a whole or not at all. Raises SpeechError where the disk refuses."""
    content = io.BytesIO()
    with wave.open(content, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(np.round(samples * FULL_SCALE).astype("<i2").tobytes())
    save(path, content.getvalue())


def save(path: Path, content: bytes) -> None:
    """Write a file as a whole or not at all. Raises SpeechError where the disk refuses."""
    try:
        with _beside(path) as file:
            file.write(content)
    except OSError as error:
        problem = "The sound cannot be saved in {folder} ({cause}): free some disk space or make the folder writable."
        raise SpeechError(phrase(problem, folder=path.parent, cause=error.strerror or error)) from error


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[BinaryIO]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)  # the switch may run as another user
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
