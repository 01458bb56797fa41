"""Passwords: how long they must be, and readable ones made by the machine."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from belplan.identity.policy import PASSWORD_LONGEST, PASSWORD_SHORTEST

SHORTEST = PASSWORD_SHORTEST
LONGEST = PASSWORD_LONGEST
CONSONANTS = "bdfghjkmnprstvz"  # none that look or sound like another
VOWELS = "aeiou"


class LengthValidator:
    """Twelve characters at least and 128 at most; nothing about which characters (NIST SP 800-63B-4)."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(_("Use at least %(count)s characters.") % {"count": SHORTEST}, code="too_short")
        if len(password) > LONGEST:
            raise ValidationError(_("Use at most %(count)s characters.") % {"count": LONGEST}, code="too_long")

    def get_help_text(self) -> str:
        return _("At least %(count)s characters; a few words in a row are fine.") % {"count": SHORTEST}


def generate() -> str:
    """A password that can be read aloud and typed over, such as `bamo-tuzi-gode-hinu`: 16 letters, about 50 bits.

    That is far beyond what ten tries in a quarter of an hour can find.
    """
    return "-".join(_syllable() + _syllable() for _number in range(4))


def _syllable() -> str:
    return secrets.choice(CONSONANTS) + secrets.choice(VOWELS)
