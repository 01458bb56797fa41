"""What was really heard in a recording, measured: loudness, tones, and whether it holds a given sound.

All files are 16-bit mono WAV at any sampling rate; anything else raises ValueError.
"""

import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

Samples = NDArray[numpy.float64]

RATE = 8000
FRAME_SECONDS = 0.02
SILENCE_DBFS = -45.0
FLOOR_DBFS = -100.0
TONE_FRAME_SECONDS = 0.2
TONE_WIDTH_HZ = 7.5
TONE_SHARE = 0.2
CHUNK_SECONDS = 0.5
DRIFT_SECONDS = 0.25


@dataclass(frozen=True)
class Likeness:
    """How much of a sound was heard, 0 to 1, and at which second of the recording it starts.

    Above 0.8 it was heard as good as whole; other sounds stay below 0.4. Half of it heard gives about half.
    """

    score: float
    starts_at: float


def loudness(recording: Path) -> list[float]:
    """The level of each 20 ms in dB below full scale (a square wave at the limits is 0), never under -100."""
    samples, rate = read_wav(recording)
    power = numpy.mean(frames(samples, round(rate * FRAME_SECONDS)) ** 2, axis=1)
    return [float(level) for level in decibel(power)]


def spoken_seconds(recording: Path) -> float:
    """For how many seconds there was more than silence (louder than -45 dBFS)."""
    return sum(level > SILENCE_DBFS for level in loudness(recording)) * FRAME_SECONDS


def tone_seconds(recording: Path, hz: float) -> float:
    """For how many seconds a tone of `hz` was a good part of what was heard, alone or among others.

    Tones 20 Hz apart are told from each other, so a ringing tone of 425 Hz is not one of 440 Hz.
    """
    samples, rate = read_wav(recording)
    size = round(rate * TONE_FRAME_SECONDS)
    spectrum = numpy.abs(numpy.fft.rfft(frames(samples, size) * numpy.hanning(size), axis=1)) ** 2
    near = numpy.abs(numpy.fft.rfftfreq(size, 1 / rate) - hz) <= TONE_WIDTH_HZ
    power = spectrum.sum(axis=1)
    audible = decibel(numpy.mean(frames(samples, size) ** 2, axis=1)) > SILENCE_DBFS
    heard = audible & (spectrum[:, near].sum(axis=1) >= TONE_SHARE * numpy.maximum(power, 1e-12))
    return int(heard.sum()) * TONE_FRAME_SECONDS


def contains_tone(recording: Path, hz: float, seconds: float = 1.0) -> bool:
    """Whether a tone of `hz` was heard for so long in all."""
    return tone_seconds(recording, hz) >= seconds - 1e-9


def same_audio(heard: Path, source: Path) -> Likeness:
    """Look for `source` in `heard`, whatever its level, its delay, or its coding for the telephone.

    Half-second pieces are looked for near the place where the whole fits best, since a telephone's jitter
    buffer may drop or repeat some 20 ms on the way; each counts by its energy.
    """
    recording, sound = at_telephone_rate(heard), at_telephone_rate(source)
    if not recording.any() or not sound.any():
        return Likeness(0.0, 0.0)
    start = best_place(recording, sound)
    size, slack = round(CHUNK_SECONDS * RATE), round(DRIFT_SECONDS * RATE)
    score = 0.0
    for offset in range(0, len(sound), size):
        piece = sound[offset : offset + size]
        begin = start + offset - slack
        place = recording[max(0, begin) : max(0, begin + len(piece) + 2 * slack)]
        score += likeness(place, piece) * float(piece @ piece)
    return Likeness(round(score / float(sound @ sound), 3), round(start / RATE, 3))


def write_tone(file: Path, hz: float, seconds: float = 2.0, level_dbfs: float = -15.0) -> Path:
    """A WAV for a telephone to play, so that whoever hears it knows who it was. Repeats without a click
    where `hz * seconds` is whole."""
    amplitude = 32767 * 2**0.5 * 10 ** (level_dbfs / 20)
    wave_form = amplitude * numpy.sin(2 * numpy.pi * hz * numpy.arange(round(seconds * RATE)) / RATE)
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(wave_form.astype("<i2").tobytes())
    return file


def read_wav(file: Path) -> tuple[Samples, int]:
    """Samples between -1 and 1, and their rate in Hz."""
    with wave.open(str(file), "rb") as content:
        if content.getsampwidth() != 2 or content.getnchannels() != 1:
            raise ValueError(f"{file}: not a 16-bit mono WAV file; convert it first")
        data = content.readframes(content.getnframes())
        return numpy.frombuffer(data, "<i2").astype(numpy.float64) / 32768, content.getframerate()


def at_telephone_rate(file: Path) -> Samples:
    """The samples at 8 kHz, as far as a telephone carries them."""
    samples, rate = read_wav(file)
    if rate == RATE or not len(samples):
        return samples
    size = round(len(samples) * RATE / rate)
    spectrum = numpy.fft.rfft(samples)[: size // 2 + 1]
    return numpy.fft.irfft(spectrum, size) * (size / len(samples))


def frames(samples: Samples, size: int) -> Samples:
    """Whole frames of `size` samples, one a row."""
    return samples[: len(samples) // size * size].reshape(-1, size)


def decibel(power: Any) -> Samples:
    """Power, 1 being full scale, as dBFS."""
    return numpy.asarray(10 * numpy.log10(numpy.maximum(power, 10 ** (FLOOR_DBFS / 10))))


def correlation(recording: Samples, sound: Samples) -> Samples:
    """The product of `sound` with the recording at every shift from -(len(sound) - 1) on."""
    length = len(recording) + len(sound) - 1
    product = numpy.fft.rfft(recording, length) * numpy.fft.rfft(sound[::-1], length)
    return numpy.asarray(numpy.fft.irfft(product, length))


def best_place(recording: Samples, sound: Samples) -> int:
    """The shift, in samples, at which the whole sound fits best; below 0 where its start is missing."""
    return int(numpy.argmax(correlation(recording, sound))) - (len(sound) - 1)


def likeness(place: Samples, piece: Samples) -> float:
    """The best normalised correlation of the piece with any stretch of its length in `place`, 0 to 1."""
    if len(place) < len(piece) or not piece.any():
        return 0.0
    product = correlation(place, piece)[len(piece) - 1 : len(place)]
    energy = numpy.cumsum(numpy.concatenate(([0.0], place**2)))
    stretch = energy[len(piece) :] - energy[: -len(piece)]
    # A floor under the energy keeps the faint noise of silence from being scaled up into a likeness.
    floor = len(piece) * 10 ** (2 * SILENCE_DBFS / 20) / 10
    return float(numpy.clip(product / numpy.sqrt(numpy.maximum(stretch, floor) * (piece @ piece)), 0, 1).max())
