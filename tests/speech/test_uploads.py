"""People upload sounds as they have them; callers hear them evenly loud, or nothing is kept and the mend is said."""

from __future__ import annotations

import io
import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from belplan.speech.sounds import LOUDNESS, RATE, Samples, SpeechError, read_wav, sound_file
from belplan.speech.uploads import MOST_BYTES, convert, takes_long

pytestmark = pytest.mark.fast

TONE = 440.0  # Hz
SECONDS = 2.0


def tone(rate: int, seconds: float = SECONDS, loud: float = 0.05) -> Samples:
    return loud * np.sin(2 * np.pi * TONE * np.arange(int(seconds * rate)) / rate)


def encoded(form: str, codec: str, rate: int, samples: Samples, layout: str = "mono") -> io.BytesIO:
    """A file of this format, as a recorder would write it."""
    file = io.BytesIO()
    with av.open(file, "w", format=form) as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        assert isinstance(stream, av.AudioStream)
        channels = 2 if layout == "stereo" else 1
        frame = av.AudioFrame.from_ndarray(
            np.repeat(samples, channels).astype(np.float32).reshape(1, -1), format="flt", layout=layout
        )
        frame.rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        fifo, resampler = av.AudioFifo(), av.AudioResampler(format=stream.format, layout=layout, rate=rate)
        for piece in resampler.resample(frame):
            fifo.write(piece)
        while (part := fifo.read(stream.frame_size or 1024, partial=True)) is not None:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    file.seek(0)
    return file


def kept(file: io.BytesIO, target: Path) -> Samples:
    sound = convert(file, len(file.getvalue()), target)
    assert sound.seconds == pytest.approx(sound_file(target).seconds)
    with target.open("rb") as wav:
        samples, rate = read_wav(wav)
    assert rate == RATE
    return samples


def pitch(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.argmax(spectrum) * RATE / len(samples))


@pytest.mark.parametrize(
    ("form", "codec", "rate", "layout"),
    [
        ("mp3", "libmp3lame", 44_100, "stereo"),
        ("wav", "pcm_s16le", 22_050, "mono"),
        ("mp4", "aac", 48_000, "stereo"),
        ("ogg", "libopus", 24_000, "mono"),
        ("webm", "libopus", 48_000, "mono"),  # what a browser records
        ("flac", "flac", 96_000, "stereo"),
    ],
)
def test_any_usual_format_is_heard_evenly_loud(form: str, codec: str, rate: int, layout: str, tmp_path: Path) -> None:
    samples = kept(encoded(form, codec, rate, tone(rate), layout), tmp_path / "sound.wav")
    assert len(samples) / RATE == pytest.approx(SECONDS, abs=0.15)
    assert pitch(samples) == pytest.approx(TONE, abs=2)
    loudness = 20 * np.log10(np.sqrt(np.mean(samples**2)))
    assert loudness == pytest.approx(LOUDNESS, abs=1)


@pytest.mark.parametrize(
    ("content", "mend"),
    [
        (b"%PDF-1.7 no sound at all", "no sound that can be read"),
        (b"", "no sound that can be read"),
        (encoded("wav", "pcm_s16le", 8000, tone(8000, loud=0.0)).getvalue(), "nothing to hear"),
    ],
)
def test_what_is_no_sound_is_refused_and_the_old_one_kept(content: bytes, mend: str, tmp_path: Path) -> None:
    target = tmp_path / "sound.wav"
    target.write_bytes(b"as it was")
    with pytest.raises(SpeechError, match=mend):
        convert(io.BytesIO(content), len(content), target)
    assert target.read_bytes() == b"as it was"


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="201 MB and at most 50 MB"):
        convert(io.BytesIO(b""), 201 * 2**20, tmp_path / "sound.wav")
    assert MOST_BYTES == 50 * 2**20


@pytest.mark.parametrize(("seconds", "long"), [(5.0, False), (70.0, True)])
def test_a_page_leaves_long_sounds_to_the_worker(seconds: float, long: bool) -> None:
    file = encoded("ogg", "libopus", 48_000, tone(48_000, seconds))
    assert takes_long(file, len(file.getvalue())) is long
    assert file.tell() == 0


def test_an_hour_of_music_is_refused_by_its_head() -> None:
    hour = io.BytesIO()
    with wave.open(hour, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8_000)
        file.writeframes(bytes(3600 * 8_000))
    hour.seek(0)
    with pytest.raises(SpeechError, match="longer than 20 minutes"):
        takes_long(hour, len(hour.getvalue()))


def test_how_far_it_is_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    file = encoded("wav", "pcm_s16le", 8_000, tone(8_000, 5.0))
    convert(file, len(file.getvalue()), tmp_path / "a.wav", lambda done, total: told.append((done, total)))
    assert told[-1] == (5, 5)
    assert told == sorted(told)
