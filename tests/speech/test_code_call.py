"""Codes that are read out: in the user's language, digit by digit, slowly, and twice within the time of the call."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from belplan.engine.placing import Order
from belplan.engine.sounds import Sounds
from belplan.run.demo.listening import same_audio
from belplan.speech.code_call import ASK_KEY, DIGIT_SECONDS, DIGITS, SENTENCES, name_of, readings
from belplan.speech.prompts import make_prompts
from belplan.speech.sounds import RATE, Samples, SoundFile, read_wav, write_wav
from tests.speech.conftest import Espeak

LANGUAGES = ("nl", "en", "fr", "de")
Made = Mapping[tuple[str, str], SoundFile]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def made(data: Path, espeak: Espeak) -> Made:
    return make_prompts(data / "sounds" / "prompts", *espeak)


def samples(file: SoundFile) -> Samples:
    with file.path.open("rb") as content:
        return read_wav(content)[0]


def spoken(sound: Samples) -> tuple[float, float]:
    """When the voice begins and ends, in seconds."""
    audible = np.flatnonzero(np.abs(sound) > 0.003)
    return audible[0] / RATE, audible[-1] / RATE


@pytest.mark.fast
def test_a_code_is_read_with_its_purpose_and_read_again() -> None:
    assert readings("4071") == (
        ("code_intro", "digit_4", "digit_0", "digit_7", "digit_1"),
        ("code_again", "digit_4", "digit_0", "digit_7", "digit_1", "code_goodbye"),
    )


@pytest.mark.fast
@pytest.mark.parametrize("code", ["", "12a4", "1 234", "../1", "١٢٣٤"])
def test_what_is_no_code_is_not_read(code: str) -> None:
    with pytest.raises(ValueError, match="digits only"):
        readings(code)


@pytest.mark.fast
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_of_it(language: str) -> None:
    assert all(texts[language] for texts in SENTENCES.values())
    assert len(set(DIGITS[language])) == 10


@pytest.mark.phones
@pytest.mark.parametrize("language", LANGUAGES)
def test_digits_are_spoken_slowly_with_a_pause_after_each(made: Made, language: str) -> None:
    for digit in range(10):
        begins, ends = spoken(samples(made[language, name_of(digit)]))
        assert begins < 0.1
        assert 0.35 < ends - begins < 1.05
        assert DIGIT_SECONDS - ends > 0.55


@pytest.mark.phones
@pytest.mark.parametrize("language", LANGUAGES)
def test_which_digits_were_read_cannot_be_told_from_how_long_it_took(made: Made, language: str) -> None:
    assert {made[language, name_of(digit)].seconds for digit in range(10)} == {DIGIT_SECONDS}


@pytest.mark.phones
@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_bad_line_no_digit_sounds_like_another(made: Made, tmp_path: Path, language: str) -> None:
    noise = np.random.default_rng(1)
    for digit in range(10):
        clear = samples(made[language, name_of(digit)])
        voice = clear[np.abs(clear) > 0.003]
        line = clear + noise.normal(0, np.sqrt(np.mean(voice**2)) / 2, len(clear))  # noise 6 dB below the voice
        write_wav(tmp_path / "line.wav", np.clip(line, -1, 0.999))
        likeness = [same_audio(tmp_path / "line.wav", made[language, name_of(d)].path).score for d in range(10)]
        assert likeness[digit] > 0.75
        assert sorted(likeness)[-2] < 0.65


@pytest.mark.phones
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("digits", [4, 6])
def test_two_read_outs_fit_in_the_time_of_the_call(made: Made, language: str, digits: int) -> None:
    seconds = [sum(made[language, name].seconds for name in row) for row in readings("0123456789"[:digits])]
    assert seconds[0] < 18, "well before the code is void"
    assert sum(seconds) + made[language, ASK_KEY].seconds < Order("call", "user/ann", language, ()).talk_seconds


@pytest.mark.phones
def test_a_moment_passes_before_the_voice_begins_and_before_the_code(made: Made) -> None:
    for language in LANGUAGES:
        intro = made[language, "code_intro"]
        begins, ends = spoken(samples(intro))
        assert begins == pytest.approx(0.4, abs=0.1)
        assert intro.seconds - ends == pytest.approx(0.7, abs=0.1)


@pytest.mark.phones
def test_the_languages_do_not_sound_alike(made: Made) -> None:
    intros = [made[language, "code_intro"].path for language in LANGUAGES]
    assert all(same_audio(one, other).score < 0.5 for one, other in pairwise(intros))


@pytest.mark.phones
def test_any_other_language_is_english(made: Made, data: Path) -> None:
    assert Sounds(data).prompt("es", "code_intro").path == made["en", "code_intro"].path
    assert Sounds(data).prompt("fr", "digit_7").path == made["fr", "digit_7"].path
