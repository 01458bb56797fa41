"""The e-mail about a missed call, as people in four languages read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from belplan.messaging.missed_call import MissedCall, letter

pytestmark = pytest.mark.fast

CALL = MissedCall(
    caller="0475 11 22 33",
    caller_name="Jan Peeters",
    dialled="02 580 50 00",
    plan="Hoofdnummer",
    at=datetime(2026, 11, 22, 15, 5, tzinfo=ZoneInfo("Europe/Brussels")),
)


@pytest.mark.parametrize(
    ("language", "subject", "sentence", "moment"),
    [
        (
            "nl",
            "Gemiste oproep van Jan Peeters (0475 11 22 33)",
            "Je hebt op 22 november 2026 om 15:05 een oproep gemist van Jan Peeters (0475 11 22 33).",
            "Tijdstip: zondag 22 november 2026, 15:05",
        ),
        (
            "en",
            "Missed call from Jan Peeters (0475 11 22 33)",
            "You missed a call from Jan Peeters (0475 11 22 33) on 22 November 2026 at 15:05.",
            "Time: Sunday, 22 November 2026, 15:05",
        ),
        (
            "fr",
            "Appel manqué : Jan Peeters (0475 11 22 33)",
            "Un appel est resté sans réponse le 22 novembre 2026 à 15h05 : Jan Peeters (0475 11 22 33).",
            "Moment: dimanche 22 novembre 2026, 15h05",
        ),
        (
            "de",
            "Verpasster Anruf von Jan Peeters (0475 11 22 33)",
            "Ein Anruf von Jan Peeters (0475 11 22 33) wurde am 22. November 2026 um 15:05 Uhr nicht angenommen.",
            "Zeitpunkt: Sonntag, 22. November 2026, 15:05 Uhr",
        ),
    ],
)
def test_each_language_says_it_in_its_own_way(language: str, subject: str, sentence: str, moment: str) -> None:
    mail = letter(CALL, "Demo BV", language)
    lines = mail.text.splitlines()
    assert (mail.subject, lines[0]) == (subject, sentence)
    assert moment in lines
    assert "02 580 50 00" in mail.text
    assert "Hoofdnummer" in mail.text
    assert lines[-1].endswith("Demo BV")


def test_a_withheld_number_is_said_to_be_one() -> None:
    mail = letter(replace(CALL, caller="", caller_name=""), "Demo BV", "nl")
    assert mail.subject == "Gemiste oproep van een onbekend nummer"
    assert "Naam:" not in mail.text
    assert "Nummer: -" in mail.text.splitlines()


def test_a_caller_without_a_name_is_a_number() -> None:
    assert letter(replace(CALL, caller_name=""), "Demo BV", "nl").subject == "Gemiste oproep van 0475 11 22 33"


def test_a_name_cannot_bring_markup() -> None:
    mail = letter(replace(CALL, caller_name="<script>alert(1)</script>"), "A & B", "en")
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html
    assert "A &amp; B" in mail.html


def test_an_unknown_language_is_english() -> None:
    assert letter(CALL, "Demo BV", "es") == letter(CALL, "Demo BV", "en")
