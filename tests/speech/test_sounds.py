"""Sound files for telephones: what is kept of a sound, and which files the switch can play."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from belplan.speech.sounds import RATE, Samples, SpeechError, sound_file, to_telephone, write_wav
from tests.no_room import no_room_above

pytestmark = pytest.mark.fast


def in_band(samples: Samples, rate: int, low: float, high: float) -> float:
    power = np.abs(np.fft.rfft(samples)) ** 2
    frequencies = np.fft.rfftfreq(len(samples), 1 / rate)
    return float(power[(frequencies >= low) & (frequencies < high)].sum() / power.sum())


def test_what_a_telephone_cannot_carry_is_taken_out() -> None:
    rate = 22_050
    time = np.arange(rate) / rate
    voice, hiss = np.sin(2 * np.pi * 1_000 * time), np.sin(2 * np.pi * 6_000 * time)
    heard = to_telephone(voice + hiss, rate)
    assert len(heard) == RATE
    assert in_band(heard, RATE, 990, 1_010) > 0.999  # 6 kHz has not folded back to 2 kHz


def test_silence_stays_silence() -> None:
    assert not to_telephone(np.zeros(2_205), 22_050).any()


def wav(path: Path, rate: int, channels: int = 1, width: int = 2) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(width)
        sound.setframerate(rate)
        sound.writeframes(bytes(rate * channels * width * 2))
    return path


def test_a_playable_file_is_measured(tmp_path: Path) -> None:
    assert sound_file(wav(tmp_path / "music.wav", 16_000)).seconds == 2.0


@pytest.mark.parametrize(("rate", "channels", "width"), [(44_100, 1, 2), (8_000, 2, 2), (8_000, 1, 1)])
def test_a_file_that_the_switch_cannot_play_is_refused(tmp_path: Path, rate: int, channels: int, width: int) -> None:
    with pytest.raises(SpeechError, match="save it as 8,000 or 16,000 Hz, 1 channel, 16 bits"):
        sound_file(wav(tmp_path / "music.wav", rate, channels, width))


def test_a_file_that_is_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.wav").write_text("Dear all")
    with pytest.raises(SpeechError, match=r"letter\.wav cannot be read: give a WAV file"):
        sound_file(tmp_path / "letter.wav")


def test_a_full_disk_keeps_the_old_sound_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    old = tmp_path / "welcome.wav"
    old.write_bytes(b"old")
    with no_room_above(1_000), pytest.raises(SpeechError, match=r"File too large.*free some disk space"):
        write_wav(old, np.zeros(RATE))
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("welcome.wav", b"old")]
