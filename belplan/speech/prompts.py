"""The exchange's own sentences to callers, in four languages, spoken once at set-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from belplan.speech import arranging, code_call
from belplan.speech.sounds import SoundFile, save
from belplan.speech.speaking import ORDINARY, speak

PROMPTS: Mapping[str, Mapping[str, str]] = {
    "unreachable": {
        "nl": "Het nummer dat u belt, is op dit moment niet bereikbaar.",
        "en": "The number you are calling is not available at the moment.",
        "fr": "Le numéro que vous appelez n'est pas joignable pour le moment.",
        "de": "Die Nummer, die Sie anrufen, ist momentan nicht erreichbar.",
    },
    "technical_fault": {
        "nl": "We kunnen u niet doorverbinden door een technische storing. Probeer het later opnieuw.",
        "en": "We are unable to connect your call because of a technical fault. Please try again later.",
        "fr": "Un problème technique nous empêche d'établir votre appel. Veuillez réessayer plus tard.",
        "de": "Wir können Sie wegen einer technischen Störung nicht verbinden. Bitte versuchen Sie es später erneut.",
    },
    "press_1_to_accept": {
        "nl": "U krijgt een doorgeschakelde oproep. Druk op 1 om hem aan te nemen.",
        "en": "You have a forwarded call. Press 1 to accept it.",
        "fr": "Vous recevez un appel transféré. Appuyez sur 1 pour l'accepter.",
        "de": "Sie erhalten einen weitergeleiteten Anruf. Drücken Sie die 1, um ihn anzunehmen.",
    },
    "speak_after_beep": {
        "nl": "Spreek na de piep. Druk op het hekje als je klaar bent.",
        "en": "Speak after the beep. Press the hash key when you have finished.",
        "fr": "Parlez après le bip. Appuyez sur dièse quand vous avez terminé.",
        "de": "Sprechen Sie nach dem Signalton. Drücken Sie die Rautetaste, wenn Sie fertig sind.",
    },
    **arranging.SENTENCES,
    **code_call.texts(),
}
MANNERS = code_call.manners()  # of those that are not said in the ordinary way


def make_prompts(
    folder: Path, command: Sequence[str] = ("espeak-ng",), environment: Mapping[str, str] | None = None
) -> dict[tuple[str, str], SoundFile]:
    """Have every prompt as `<folder>/<language>/<name>.wav`; by (language, name). Raises SpeechError.

    Prompts whose words have not changed since are left alone, so that a second call takes milliseconds.
    """
    return {
        (language, name): _prompt(folder / language, name, text, language, command, environment)
        for name, texts in PROMPTS.items()
        for language, text in texts.items()
    }


def _prompt(
    folder: Path,
    name: str,
    text: str,
    language: str,
    command: Sequence[str],
    environment: Mapping[str, str] | None,
) -> SoundFile:
    spoken = speak(text, language, folder / "spoken", command, environment, MANNERS.get(name, ORDINARY))
    path, content = folder / f"{name}.wav", spoken.path.read_bytes()
    if not path.exists() or path.read_bytes() != content:
        save(path, content)
    return SoundFile(path, spoken.seconds)
