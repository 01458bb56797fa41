"""Sounds as people have them, in any usual format, become sounds as the switch plays them."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import av
import numpy as np

from belplan.callevents import phrase
from belplan.speech.sounds import RATE, Samples, SoundFile, SpeechError, to_telephone, write_wav

MOST_BYTES = 50 * 1024 * 1024
MOST_SECONDS = 20 * 60.0
FIRST_RATE = 48_000  # Hz, to which all are decoded: to_telephone goes down from there
QUIET = 0.001  # of full scale: below it there is nothing to hear


def convert(upload: BinaryIO, size: int, target: Path) -> SoundFile:
    """Write what was uploaded (`size` bytes) as a telephone sound at an even loudness; `target` is whole or untouched.

    Raises SpeechError with the mend: too large, too long, silent, or no sound at all.
    """
    if size > MOST_BYTES:
        raise SpeechError(
            phrase(
                "This file has {size} MB and at most {most} MB are possible: shorten the sound, or save it as MP3.",
                size=round(size / 2**20),
                most=MOST_BYTES // 2**20,
            )
        )
    samples = to_telephone(_decoded(upload), FIRST_RATE)
    write_wav(target, samples)
    return SoundFile(target, len(samples) / RATE)


def _decoded(upload: BinaryIO) -> Samples:
    try:
        with av.open(upload, "r", metadata_errors="ignore") as container:
            samples = _samples(container)
    except (av.FFmpegError, ValueError, EOFError) as error:
        raise SpeechError(phrase("This is no sound that can be read: give an MP3, WAV, M4A or OGG file.")) from error
    if not len(samples) or float(np.max(np.abs(samples))) < QUIET:
        raise SpeechError(phrase("There is nothing to hear in this file: record it once more, or choose another."))
    return samples


def _samples(container: av.container.InputContainer) -> Samples:
    if not container.streams.audio:
        raise ValueError("no sound in it")
    resampler = av.AudioResampler(format="flt", layout="mono", rate=FIRST_RATE)
    parts: list[Samples] = []
    seconds = 0.0
    for frame in container.decode(audio=0):
        for piece in resampler.resample(frame):
            parts.append(piece.to_ndarray()[0].astype(np.float64))
            seconds += piece.samples / FIRST_RATE
        if seconds > MOST_SECONDS:
            most = f"{MOST_SECONDS / 60:g}"
            raise SpeechError(phrase("This sound is longer than {most} minutes: shorten it.", most=most))
    for piece in resampler.resample(None):
        parts.append(piece.to_ndarray()[0].astype(np.float64))
    return np.concatenate(parts) if parts else np.zeros(0)
