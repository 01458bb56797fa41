"""What somebody says on a telephone is heard by callers without the silences around it, or it is said that none was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from belplan.speech.recordings import sound_of
from belplan.speech.sounds import LOUDNESS, RATE, SpeechError, read_wav, write_wav
from tests.speech.test_uploads import tone

pytestmark = pytest.mark.fast


def recorded(folder: Path, *parts: tuple[float, float]) -> Path:
    """Seconds of a tone, each part as loud as it says."""
    hiss = np.random.default_rng(1).normal(0, 0.0005, RATE * 60)
    said = np.concatenate([tone(RATE, seconds, loud) for seconds, loud in parts])
    write_wav(folder / "recorded.wav", said + hiss[: len(said)])
    return folder / "recorded.wav"


@pytest.mark.parametrize("loud", [0.5, 0.008])
def test_silence_around_is_cut_and_what_is_said_is_evenly_loud(tmp_path: Path, loud: float) -> None:
    recording = recorded(tmp_path, (1.5, 0), (2, loud), (1, 0), (1, loud), (3, 0))
    made = sound_of(recording, tmp_path / "sound.wav")
    assert made.seconds == pytest.approx(4.2, abs=0.05)
    with made.path.open("rb") as file:
        samples, _ = read_wav(file)
    assert 20 * np.log10(np.sqrt(np.mean(samples**2))) == pytest.approx(LOUDNESS, abs=0.2)


@pytest.mark.parametrize("parts", [[(3, 0)], [(2, 0), (0.06, 0.7), (1, 0)], [(0, 0)]])
def test_a_recording_of_silence_or_of_a_click_is_refused(tmp_path: Path, parts: list[tuple[float, float]]) -> None:
    with pytest.raises(SpeechError, match="nothing to hear"):
        sound_of(recorded(tmp_path, *parts), tmp_path / "sound.wav")
    assert not (tmp_path / "sound.wav").exists()
