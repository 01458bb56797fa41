"""What was recorded by telephone becomes a sound as callers hear it, without the silence before and after it."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from belplan.callevents import phrase
from belplan.speech.sounds import RATE, Samples, SoundFile, SpeechError, read_wav, to_telephone, write_wav

FRAME_SECONDS = 0.02
SILENCE = 10 ** (-45 / 20)  # of full scale: what is softer is silence,
SOFTEST = 1 / 30  # unless all is soft: of the loudest moment,
HISS = 10 ** (-60 / 20)  # and no softer than the noise of a line
AROUND_SECONDS = 0.1  # of silence that is left on each side
SHORTEST_SECONDS = 0.3  # of what was said; a receiver that is put down takes less


def sound_of(recording: Path, target: Path) -> SoundFile:
    """Write it at an even loudness; `target` is whole or untouched.

    Raises SpeechError with the mend, and FileNotFoundError.
    """
    try:
        with recording.open("rb") as file:
            samples, rate = read_wav(file)
    except (wave.Error, EOFError):  # it ended before anything was written
        samples, rate = np.zeros(0), RATE
    made = to_telephone(_trimmed(samples, rate), rate)
    write_wav(target, made)
    return SoundFile(target, len(made) / RATE)


def _trimmed(samples: Samples, rate: int) -> Samples:
    size = round(FRAME_SECONDS * rate)
    loudness = np.sqrt(np.mean(samples[: len(samples) // size * size].reshape(-1, size) ** 2, axis=1))
    silence = np.clip(SOFTEST * np.max(loudness, initial=0.0), HISS, SILENCE)
    said = np.flatnonzero(loudness > silence)
    if not said.size or (said[-1] + 1 - said[0]) * FRAME_SECONDS < SHORTEST_SECONDS:
        raise SpeechError(phrase("There is nothing to hear in this recording: record it once more."))
    around = round(AROUND_SECONDS * rate)
    return samples[max(0, said[0] * size - around) : (said[-1] + 1) * size + around]
