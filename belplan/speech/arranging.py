"""What colleagues hear who arrange something on their telephone by dialling a code (engine.features)."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "signed_in": {
        "nl": "Je bent aangemeld op dit toestel.",
        "en": "You are signed in at this telephone.",
        "fr": "Vous êtes connecté sur ce téléphone.",
        "de": "Sie sind an diesem Telefon angemeldet.",
    },
    "signed_out": {
        "nl": "Er is niemand meer aangemeld op dit toestel.",
        "en": "Nobody is signed in at this telephone any more.",
        "fr": "Plus personne n'est connecté sur ce téléphone.",
        "de": "An diesem Telefon ist niemand mehr angemeldet.",
    },
    "sign_in_refused": {
        "nl": "Aanmelden is niet gelukt. Controleer je intern nummer en je pincode.",
        "en": "Signing in did not work. Check your internal number and your PIN.",
        "fr": "La connexion a échoué. Vérifiez votre numéro interne et votre code PIN.",
        "de": "Die Anmeldung ist fehlgeschlagen. Prüfen Sie Ihre interne Nummer und Ihre PIN.",
    },
    "do_not_disturb_on": {
        "nl": "Niet storen staat aan.",
        "en": "Do not disturb is on.",
        "fr": "Ne pas déranger est activé.",
        "de": "Nicht stören ist eingeschaltet.",
    },
    "do_not_disturb_off": {
        "nl": "Niet storen staat uit.",
        "en": "Do not disturb is off.",
        "fr": "Ne pas déranger est désactivé.",
        "de": "Nicht stören ist ausgeschaltet.",
    },
    "diversion_on": {
        "nl": "De omleiding staat aan.",
        "en": "The diversion is on.",
        "fr": "Le renvoi est activé.",
        "de": "Die Umleitung ist eingeschaltet.",
    },
    "diversion_off": {
        "nl": "De omleiding staat uit.",
        "en": "The diversion is off.",
        "fr": "Le renvoi est désactivé.",
        "de": "Die Umleitung ist ausgeschaltet.",
    },
    "code_refused": {
        "nl": "Deze code kun je hier niet gebruiken.",
        "en": "You cannot use this code here.",
        "fr": "Vous ne pouvez pas utiliser ce code ici.",
        "de": "Diesen Code können Sie hier nicht verwenden.",
    },
}
