"""What a call that reads a code out says, and how: slowly, for a person on a bad line.

Each digit is a file of its own that lasts equally long, so that the rhythm is even, and so that neither the times of a
call nor its length tell which digits were read.
"""

from __future__ import annotations

from collections.abc import Mapping

from belplan.speech.speaking import Manner

Readings = tuple[tuple[str, ...], ...]

DIGIT_SECONDS = 1.6  # a digit and the pause after it
DIGIT = Manner(words_a_minute=85, lasts=DIGIT_SECONDS)
SENTENCE = Manner(words_a_minute=135, before=0.4, after=0.7)  # seconds; a hand takes a moment to reach the ear
QUESTION = Manner(words_a_minute=135, before=0.4, after=1.2)  # it is asked again and again
ASK_KEY = "press_1_to_hear_code"

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "code_intro": {
        "nl": "Hallo, dit is Belplan met je code om je aan te melden. Je code is:",
        "en": "Hello, this is Belplan with your code to sign in. Your code is:",
        "fr": "Bonjour, ici Belplan avec votre code de connexion. Votre code est :",
        "de": "Hallo, hier ist Belplan mit Ihrem Code für die Anmeldung. Ihr Code lautet:",
    },
    "code_again": {
        "nl": "Ik herhaal. Je code is:",
        "en": "I repeat. Your code is:",
        "fr": "Je répète. Votre code est :",
        "de": "Ich wiederhole. Ihr Code lautet:",
    },
    "code_goodbye": {
        "nl": "Geef deze code aan niemand door. Tot ziens.",
        "en": "Do not give this code to anyone. Goodbye.",
        "fr": "Ne communiquez ce code à personne. Au revoir.",
        "de": "Geben Sie diesen Code an niemanden weiter. Auf Wiederhören.",
    },
    ASK_KEY: {
        "nl": "Hallo, dit is Belplan. Druk op 1 om je code te horen.",
        "en": "Hello, this is Belplan. Press 1 to hear your code.",
        "fr": "Bonjour, ici Belplan. Appuyez sur 1 pour entendre votre code.",
        "de": "Hallo, hier ist Belplan. Drücken Sie die 1, um Ihren Code zu hören.",
    },
}
# As words, in the form in which each is said alone; "zwo", as people say on the telephone, is not heard as "drei".
DIGITS: Mapping[str, tuple[str, ...]] = {
    "nl": ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "fr": ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    "de": ("null", "eins", "zwo", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"),
}


def texts() -> Mapping[str, Mapping[str, str]]:
    """What each prompt of these calls says, by name and language."""
    digits = {name_of(d): {lang: f"{words[d]}." for lang, words in DIGITS.items()} for d in range(10)}
    return {**SENTENCES, **digits}


def manners() -> Mapping[str, Manner]:
    """How each prompt of these calls is said."""
    sentences = {name: QUESTION if name == ASK_KEY else SENTENCE for name in SENTENCES}
    return {**sentences, **{name_of(digit): DIGIT for digit in range(10)}}


def name_of(digit: int | str) -> str:
    """The prompt of one digit."""
    return f"digit_{digit}"


def readings(code: str) -> Readings:
    """The two times that a code is read, as names of prompts. Raises ValueError for what is not digits."""
    if not (code.isascii() and code.isdecimal()):
        raise ValueError("a code that is read out has digits only")
    digits = tuple(name_of(digit) for digit in code)
    return ("code_intro", *digits), ("code_again", *digits, "code_goodbye")
