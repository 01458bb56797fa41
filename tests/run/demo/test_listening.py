"""Measured hearing: what a recording holds is found again whatever the telephone network did to it."""

import wave
from pathlib import Path

import numpy
import pytest

from belplan.run.demo.listening import (
    RATE,
    Samples,
    contains_tone,
    loudness,
    read_wav,
    same_audio,
    spoken_seconds,
    tone_seconds,
    write_tone,
)

pytestmark = pytest.mark.fast


def write_wav(file: Path, samples: Samples, rate: int = RATE) -> Path:
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((numpy.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file


def speech(seed: int, seconds: float, rate: int = RATE) -> Samples:
    """Noise below 3 kHz in syllables: as unlike other speech as one sentence is unlike the next."""
    random = numpy.random.default_rng(seed)
    count = round(seconds * rate)
    spectrum = numpy.fft.rfft(random.normal(size=count))
    spectrum[numpy.fft.rfftfreq(count, 1 / rate) > 3000] = 0
    moments = numpy.arange(count) / rate
    beats = numpy.linspace(0, seconds, round(seconds * 5))
    syllables = numpy.interp(moments, beats, random.uniform(size=len(beats)))
    sound = numpy.fft.irfft(spectrum, count) * syllables
    return numpy.asarray(0.5 * sound / numpy.abs(sound).max())


def through_a_law(samples: Samples) -> Samples:
    """Coded with 8 logarithmic bits and back (ITU-T G.711, the continuous law)."""
    a, scale = 87.6, 1 + numpy.log(87.6)
    size = numpy.abs(samples)
    bent = numpy.where(size < 1 / a, a * size, 1 + numpy.log(numpy.maximum(a * size, 1))) / scale
    steps = numpy.round(bent * 128) / 128 * scale
    return numpy.asarray(numpy.sign(samples) * numpy.where(steps < 1, steps / a, numpy.exp(steps - 1) / a))


def silence(seconds: float) -> Samples:
    return numpy.zeros(round(seconds * RATE))


@pytest.fixture
def announcement(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "announcement.wav", speech(1, 4.0))


def test_an_announcement_is_found_in_what_a_caller_heard_later_softer_and_coded(
    tmp_path: Path, announcement: Path
) -> None:
    sound, _ = read_wav(announcement)
    heard = numpy.concatenate([silence(1.3), through_a_law(sound * 0.2), silence(0.7)])
    found = same_audio(write_wav(tmp_path / "heard.wav", heard), announcement)
    assert found.score > 0.95
    assert found.starts_at == pytest.approx(1.3, abs=0.01)


def test_twenty_milliseconds_lost_on_the_way_do_not_hide_it(tmp_path: Path, announcement: Path) -> None:
    sound, _ = read_wav(announcement)
    heard = numpy.concatenate([silence(1), sound[:16000], sound[16160:]])
    assert same_audio(write_wav(tmp_path / "heard.wav", heard), announcement).score > 0.9


def test_a_caller_who_leaves_halfway_heard_half_of_it(tmp_path: Path, announcement: Path) -> None:
    sound, _ = read_wav(announcement)
    heard = numpy.concatenate([silence(1), sound[:16000]])
    assert 0.25 < same_audio(write_wav(tmp_path / "heard.wav", heard), announcement).score < 0.75


@pytest.mark.parametrize(
    "other",
    [speech(2, 6.0), 0.2 * numpy.sin(numpy.arange(40000)), silence(5), 0.001 * speech(3, 5.0), silence(0)],
    ids=["other words", "tone", "silence", "faint noise", "nothing"],
)
def test_another_sound_is_not_taken_for_it(tmp_path: Path, announcement: Path, other: Samples) -> None:
    assert same_audio(write_wav(tmp_path / "heard.wav", other), announcement).score < 0.4


def test_a_studio_recording_is_compared_as_a_telephone_carries_it(tmp_path: Path) -> None:
    studio = write_wav(tmp_path / "studio.wav", speech(4, 3.0, rate=44100), rate=44100)
    at_8_khz = numpy.interp(numpy.arange(24000) / 8000, numpy.arange(132300) / 44100, read_wav(studio)[0])
    assert same_audio(write_wav(tmp_path / "heard.wav", at_8_khz), studio).score > 0.9


def test_each_person_is_known_by_a_tone_also_when_two_speak_at_once(tmp_path: Path) -> None:
    ann, _ = read_wav(write_tone(tmp_path / "ann.wav", 440, seconds=3))
    bob, _ = read_wav(write_tone(tmp_path / "bob.wav", 660, seconds=3))
    both = write_wav(tmp_path / "both.wav", through_a_law(ann + bob))
    assert contains_tone(both, 440)
    assert contains_tone(both, 660)
    assert not contains_tone(both, 880)
    assert not contains_tone(both, 425), "the ringing tone is not Ann"


def test_a_tone_is_counted_for_as_long_as_it_sounds(tmp_path: Path) -> None:
    tone, _ = read_wav(write_tone(tmp_path / "tone.wav", 880, seconds=1))
    recording = write_wav(tmp_path / "heard.wav", numpy.concatenate([silence(1), tone, silence(2)]))
    assert tone_seconds(recording, 880) == pytest.approx(1.0, abs=0.21)
    assert spoken_seconds(recording) == pytest.approx(1.0, abs=0.05)


def test_speech_is_not_a_tone(announcement: Path) -> None:
    assert not any(contains_tone(announcement, hz) for hz in (440, 660, 880))


def test_loudness_is_in_decibel_below_full_scale(tmp_path: Path) -> None:
    file = write_tone(tmp_path / "tone.wav", 500, seconds=1, level_dbfs=-20)
    levels = loudness(file)
    assert len(levels) == 50
    assert all(level == pytest.approx(-20, abs=0.1) for level in levels)
    assert loudness(write_wav(tmp_path / "silence.wav", silence(0.02))) == [-100]


def test_a_stereo_file_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "stereo.wav"
    with wave.open(str(file), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
    with pytest.raises(ValueError, match=r"stereo\.wav: not a 16-bit mono WAV"):
        loudness(file)
