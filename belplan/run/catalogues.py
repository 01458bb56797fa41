"""The translations: which sentences the house holds, and compiling the catalogues that Django reads.

Done with Babel, as the gettext tools are not on every machine. A sentence is found by the function that marks it:
Django's own ones, `phrase` of belplan.callevents, `_` of belplan.callplan.component, and the tags of templates.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

BELPLAN = Path(__file__).resolve().parents[1]
LOCALE = BELPLAN / "panel" / "locale"
LANGUAGES = ("nl", "fr", "de")  # English stands in the code itself
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "phrase": None,
    "Phrase": None,
}

Message = str | list[str] | tuple[str, ...]


def path(language: str) -> Path:
    """The catalogue that people edit."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def compile() -> None:
    """Write the compiled catalogue beside each one, where it is missing or older."""
    for language in not_compiled():
        path(language).with_suffix(".mo").write_bytes(_compiled(read(language)))


def not_compiled() -> list[str]:
    """The languages whose compiled catalogue is missing or older than the one that people edit."""
    return [language for language in LANGUAGES if _older(path(language).with_suffix(".mo"), path(language))]


def _older(target: Path, source: Path) -> bool:
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def read(language: str) -> Catalog:
    """A catalogue as it stands."""
    with path(language).open("rb") as file:
        return read_po(file, locale=language)


def extract_all() -> Catalog:
    """Every sentence of the house, with the places where it stands."""
    found = Catalog()
    for file in sorted([*BELPLAN.rglob("*.py"), *BELPLAN.rglob("*.html")]):
        for line, message, context in _messages(file):
            found.add(message, context=context, locations=[(str(file.relative_to(BELPLAN.parent)), line)])
    return found


def missing(language: str) -> list[Message]:
    """The sentences that a language does not have yet."""
    have = read(language)
    return [m.id for m in extract_all() if m.id and not _translated(have, m.id, m.context)]


def update() -> None:
    """Bring each catalogue up to date with the code: new sentences empty, gone ones taken out."""
    template = extract_all()
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path(language).open("wb") as file:
            write_po(file, catalogue, width=120, sort_output=True, omit_header=False, no_location=True)


def _translated(catalogue: Catalog, message: Message, context: str | None) -> bool:
    entry = catalogue.get(message, context)
    if entry is None or entry.fuzzy:
        return False
    return all(entry.string) if isinstance(entry.string, list | tuple) else bool(entry.string)


def _compiled(catalogue: Catalog) -> bytes:
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def _messages(file: Path) -> Iterator[tuple[int, Message, str | None]]:
    text = file.read_text()
    # Django turns a template into something with gettext calls in it that only a lenient reader can follow.
    language, source = ("javascript", templatize(text)) if file.suffix == ".html" else ("python", text)
    for line, message, _comments, context in extract(language, io.BytesIO(source.encode()), keywords=KEYWORDS):
        yield line, message, context
