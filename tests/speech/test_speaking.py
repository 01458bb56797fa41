"""What callers hear: texts and prompts spoken by the real espeak-ng, measured."""

from __future__ import annotations

import shlex
import stat
import wave
from pathlib import Path

import numpy as np
import pytest

from belplan.speech.prompts import PROMPTS, make_prompts
from belplan.speech.sounds import RATE, SpeechError, read_wav
from belplan.speech.speaking import LONGEST, speak
from tests.no_room import no_room_above
from tests.speech.conftest import Espeak

pytestmark = pytest.mark.phones

OPENING_HOURS = "Wij zijn bereikbaar op werkdagen van 9 tot 17 uur."


def loudness(path: Path) -> tuple[float, float]:
    with path.open("rb") as file:
        samples, rate = read_wav(file)
    assert rate == RATE
    return 20 * np.log10(np.sqrt(np.mean(samples**2))), 20 * np.log10(np.max(np.abs(samples)))


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
def test_a_text_becomes_a_sound_at_an_even_loudness(tmp_path: Path, espeak: Espeak, language: str) -> None:
    spoken = speak(OPENING_HOURS, language, tmp_path, *espeak)
    rms, peak = loudness(spoken.path)
    assert -22 < rms < -19
    assert peak < -1
    assert 2 < spoken.seconds < 8
    with wave.open(str(spoken.path)) as sound:
        assert spoken.seconds == sound.getnframes() / RATE


def test_each_language_has_its_own_voice(tmp_path: Path, espeak: Espeak) -> None:
    sounds = {
        speak(OPENING_HOURS, language, tmp_path, *espeak).path.read_bytes() for language in ("nl", "en", "fr", "de")
    }
    assert len(sounds) == 4


def test_the_same_text_is_spoken_once(tmp_path: Path, espeak: Espeak) -> None:
    first = speak(OPENING_HOURS, "nl", tmp_path, *espeak)
    again = speak(f"  {OPENING_HOURS}\n", "nl", tmp_path, command=["/nowhere/espeak-ng"])
    assert again == first
    assert [path.name for path in tmp_path.iterdir()] == [first.path.name]


def test_a_text_that_looks_like_an_option_is_only_spoken(tmp_path: Path, espeak: Espeak) -> None:
    spoken = speak("--help; $(reboot) -w /tmp/x", "en", tmp_path, *espeak)
    assert spoken.seconds > 1


def test_the_text_is_not_seen_on_the_command_line(tmp_path: Path, espeak: Espeak) -> None:
    arguments = tmp_path / "arguments"
    recorder = tmp_path / "recorder"
    recorder.write_text(f'#!/bin/sh\necho "$@" >{arguments}\nexec {shlex.join(espeak.command)} "$@"\n')
    recorder.chmod(0o755)
    speak("Geheim overleg", "nl", tmp_path / "sounds", [str(recorder)], espeak.environment)
    assert "--stdin" in arguments.read_text()
    assert "Geheim" not in arguments.read_text()


def test_the_environment_of_a_fetched_espeak_is_passed_on(tmp_path: Path, espeak: Espeak) -> None:
    needy = tmp_path / "needy"
    needy.write_text(f'#!/bin/sh\ntest "$VOICES" = fetched && exec {shlex.join(espeak.command)} "$@"\n')
    needy.chmod(0o755)
    assert speak("Hallo", "nl", tmp_path, [str(needy)], {**espeak.environment, "VOICES": "fetched"}).seconds > 0.1
    with pytest.raises(SpeechError, match="reinstall espeak-ng"):
        speak("Dag", "nl", tmp_path, [str(needy)], espeak.environment)


def test_another_user_may_read_the_sound(tmp_path: Path, espeak: Espeak) -> None:
    assert stat.S_IMODE(speak("Hallo", "nl", tmp_path, *espeak).path.stat().st_mode) == 0o644


@pytest.mark.parametrize(
    ("text", "language", "message"),
    [
        ("", "nl", "no text to speak"),
        (" \n\t...", "nl", "no text to speak"),
        ("a" * (LONGEST + 1), "nl", "2001 characters: shorten it to 2000"),
        ("Hola", "es", "no voice for es: choose one of nl, en, fr, de"),
    ],
)
def test_a_text_that_cannot_be_spoken_is_refused_with_the_mend(
    tmp_path: Path, espeak: Espeak, text: str, language: str, message: str
) -> None:
    with pytest.raises(SpeechError, match=message):
        speak(text, language, tmp_path, *espeak)
    assert not list(tmp_path.iterdir())


def test_without_espeak_the_message_names_the_package(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="install Debian's package espeak-ng"):
        speak("Hallo", "nl", tmp_path, command=["/nowhere/espeak-ng"])


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, espeak: Espeak) -> None:
    with no_room_above(1_000), pytest.raises(SpeechError, match="free some disk space"):
        speak("Hallo", "nl", tmp_path, *espeak)
    assert not list(tmp_path.iterdir())


def test_the_prompts_are_made_once_in_four_languages(tmp_path: Path, espeak: Espeak) -> None:
    made = make_prompts(tmp_path, *espeak)
    assert len(made) == 4 * len(PROMPTS)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.wav")}
    assert (tmp_path / "nl" / "unreachable.wav") in before
    assert make_prompts(tmp_path, command=["/nowhere/espeak-ng"]) == made
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.wav")} == before
