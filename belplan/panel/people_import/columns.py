"""The columns of a file of users, as people of four languages name and fill them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belplan.identity.models import Role
from belplan.tenancy.models import LANGUAGES

TITLES: dict[str, Promise] = {
    "name": gettext_lazy("Name"),
    "extension": gettext_lazy("Internal number"),
    "email": gettext_lazy("E-mail"),
    "mobile": gettext_lazy("Mobile number"),
    "outgoing_number": gettext_lazy("Outgoing number"),
    "anonymous": gettext_lazy("Call anonymously"),
    "language": gettext_lazy("Language"),
    "role": gettext_lazy("Role"),
}
NEEDED = ("name", "extension")
# Beside the titles in all four languages.
ALSO: dict[str, str] = {
    "name": "full name|volledige naam|nom complet|nom et prenom|vollstandiger name|display name|weergavenaam",
    "extension": "extension|extensie|intern|number|nummer|poste|numero de poste|nebenstelle|durchwahl",
    "email": "email|mail|email address|e-mailadres|adresse e-mail|courriel|e-mail-adresse",
    "mobile": "mobile|mobiel|mobiel nummer|gsm|gsm-nummer|gsm nummer|portable|cell|handy|handynummer|mobilnummer",
    "outgoing_number": "external number|extern nummer|numero externe|externe nummer|caller id|uitgaand nummer",
    "anonymous": "anonymous|anoniem|anonyme|anonym",
    "language": "taal|langue|sprache",
    "role": "rol|function|rechten|droits",
}
YES = "yes|ja|oui|j|y|1|x|true|waar|vrai|wahr"
NO = "no|nee|non|nein|n|0|false|onwaar|faux|falsch|"
OF_LANGUAGE = {
    "nl": "nl|nederlands|dutch|neerlandais|niederlandisch",
    "en": "en|engels|english|anglais|englisch",
    "fr": "fr|frans|french|francais|franzosisch",
    "de": "de|duits|german|allemand|deutsch",
}
OF_ROLE = {
    Role.USER.value: "user|gebruiker|utilisateur|benutzer",
    Role.ADMINISTRATOR.value: "administrator|admin|beheerder|administrateur|administratrice",
}


def plain(text: str) -> str:
    """How words are compared: small, without accents, spaces and signs."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum() and letter.isascii())


def places(heads: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    """Where each column stands, and heads that mean nothing to us. Raises ValidationError saying what is missing."""
    found: dict[str, int] = {}
    unused: list[str] = []
    for place, head in enumerate(heads):
        field = _fields().get(plain(head))
        if field and field in found:
            raise ValidationError(_("The column %(name)s stands there twice: take one out.") % {"name": TITLES[field]})
        if field:
            found[field] = place
        elif head:
            unused.append(head)
    if missing := [str(TITLES[field]) for field in NEEDED if field not in found]:
        told = {"missing": ", ".join(missing), "heads": ", ".join(head for head in heads if head)[:200]}
        message = _("The first line must name the columns. Missing: %(missing)s. It says: %(heads)s.")
        raise ValidationError(message, params=told)
    return found, unused


def yes_or_no(text: str) -> bool:
    """Raises ValidationError."""
    return _one_of({"yes": YES, "no": NO}, text, lambda: _("Write yes or no.")) == "yes"


def language(text: str, otherwise: str) -> str:
    """A language's code. Raises ValidationError."""
    names = ", ".join(code for code, _name in LANGUAGES)
    return _one_of(OF_LANGUAGE, text, lambda: _("Choose one of %(names)s.") % {"names": names}) if text else otherwise


def role(text: str) -> Role:
    """A user where nothing is said. Raises ValidationError."""
    if not text:
        return Role.USER
    names = f"{Role.USER.label}, {Role.ADMINISTRATOR.label}"
    return Role(_one_of(OF_ROLE, text, lambda: _("Choose one of %(names)s.") % {"names": names}))


def sample(outgoing: str) -> list[list[str]]:
    """A file to begin with, in the reader's language; `outgoing` is a number that the company has, or empty."""
    no, user, chief = _("no"), str(Role.USER.label), str(Role.ADMINISTRATOR.label)
    return [
        [str(title) for title in TITLES.values()],
        ["Anna Janssens", "301", "anna@example.com", "0475 11 22 33", outgoing, no, "nl", user],
        ["Bruno Leroy", "302", "bruno@example.com", "", "", no, "fr", chief],
    ]


def _one_of(words: Mapping[str, str], text: str, otherwise: Callable[[], str]) -> str:
    wanted = plain(text)
    for value, known in words.items():
        if wanted in known.split("|"):
            return value
    raise ValidationError(otherwise())


@cache
def _fields() -> dict[str, str]:
    """What each head means."""
    known = {plain(word): field for field, words in ALSO.items() for word in words.split("|")}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            known |= {plain(str(title)): field for field, title in TITLES.items()}
    return known
