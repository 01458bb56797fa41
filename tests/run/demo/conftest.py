"""Telephones for the tests of this folder: each plays a tone of its own, so that whoever hears it knows who it was."""

from pathlib import Path

import pytest

from belplan.run.demo.listening import write_tone

ANN_HZ, BOB_HZ = 440, 660


@pytest.fixture
def ann_tone(tmp_path: Path) -> Path:
    return write_tone(tmp_path / "ann-tone.wav", ANN_HZ)


@pytest.fixture
def bob_tone(tmp_path: Path) -> Path:
    return write_tone(tmp_path / "bob-tone.wav", BOB_HZ)
