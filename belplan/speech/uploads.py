"""Sounds as people have them, in any usual format, become sounds as the switch plays them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np

from belplan.callevents import phrase
from belplan.speech.sounds import RATE, Samples, SoundFile, SpeechError, to_telephone, write_wav

MOST_BYTES = 50 * 1024 * 1024
MOST_SECONDS = 20 * 60.0
# Hz, to which all are decoded: to_telephone goes down from there. At 48,000 twenty minutes took 2.2 GB of memory.
FIRST_RATE = 16_000
# On a slow core a minute takes a quarter of a second, a quarter of an hour several seconds: what is longer than this is
# made by the worker, so that it holds no page; what is shorter is heard at once.
SHORT_SECONDS = 60.0
SHORT_BYTES = 12 * 2**20  # a minute of a CD takes 10 MB
UNTOLD_BYTES = 2**20  # of a file that tells no length, as browsers' recordings do: about a minute
QUIET = 0.001  # of full scale: below it there is nothing to hear


Tell = Callable[[int, int], None]  # seconds that are read, of how many (0: not known)


def takes_long(upload: BinaryIO, size: int) -> bool:
    """Whether a page should leave this to the worker: told by the file's own head, within milliseconds.

    Raises SpeechError for what `convert` would refuse, as far as the head tells.
    """
    _require_size(size)
    try:
        with av.open(upload, "r", metadata_errors="ignore") as container:
            if not container.streams.audio:
                raise ValueError("no sound in it")
            seconds = (container.duration or 0) / av.time_base
    except (av.FFmpegError, ValueError, EOFError) as error:
        raise _no_sound() from error
    finally:
        upload.seek(0)
    if seconds > MOST_SECONDS:
        raise _too_long()
    return size > (SHORT_BYTES if seconds else UNTOLD_BYTES) or seconds > SHORT_SECONDS


def convert(upload: BinaryIO, size: int, target: Path, tell: Tell | None = None) -> SoundFile:
    """Write what was uploaded (`size` bytes) as a telephone sound at an even loudness; `target` is whole or untouched.

    Raises SpeechError with the mend: too large, too long, silent, or no sound at all.
    """
    _require_size(size)
    samples = to_telephone(_decoded(upload, tell or _to_nobody), FIRST_RATE)
    write_wav(target, samples)
    return SoundFile(target, len(samples) / RATE)


def _to_nobody(_done: int, _total: int) -> None:
    return None


def _no_sound() -> SpeechError:
    return SpeechError(phrase("This is no sound that can be read: give an MP3, WAV, M4A or OGG file."))


def _too_long() -> SpeechError:
    most = f"{MOST_SECONDS / 60:g}"
    return SpeechError(phrase("This sound is longer than {most} minutes: shorten it.", most=most))


def _require_size(size: int) -> None:
    if size > MOST_BYTES:
        raise SpeechError(
            phrase(
                "This file has {size} MB and at most {most} MB are possible: shorten the sound, or save it as MP3.",
                size=round(size / 2**20),
                most=MOST_BYTES // 2**20,
            )
        )


def _decoded(upload: BinaryIO, tell: Tell) -> Samples:
    try:
        with av.open(upload, "r", metadata_errors="ignore") as container:
            samples = _samples(container, tell)
    except (av.FFmpegError, ValueError, EOFError) as error:
        raise _no_sound() from error
    if not len(samples) or float(np.max(np.abs(samples))) < QUIET:
        raise SpeechError(phrase("There is nothing to hear in this file: record it once more, or choose another."))
    return samples


def _samples(container: av.container.InputContainer, tell: Tell) -> Samples:
    if not container.streams.audio:
        raise ValueError("no sound in it")
    resampler = av.AudioResampler(format="flt", layout="mono", rate=FIRST_RATE)
    parts = []  # in single precision, half the memory, until all are together
    seconds, told = 0.0, round((container.duration or 0) / av.time_base)
    for frame in container.decode(audio=0):
        for piece in resampler.resample(frame):
            parts.append(piece.to_ndarray()[0])
            seconds += piece.samples / FIRST_RATE
        if seconds > MOST_SECONDS:
            raise _too_long()
        tell(min(round(seconds), told), told)
    for piece in resampler.resample(None):
        parts.append(piece.to_ndarray()[0])
    return np.concatenate(parts).astype(np.float64) if parts else np.zeros(0)
