"""Reads contacts from files of other programs: CSV with any usual column names, and vCards (RFC 2426 and RFC 6350)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from vobject.base import ContentLine, ParseError, getLogicalLines, textLineToContentLine

from belplan.callplan.file_text import text_of
from belplan.exchange.csv_text import Row, rows_of
from belplan.exchange.models import PhonebookEntry
from belplan.exchange.numbering import normalise

MOST = 10_000  # numbers in one file
LONGEST = PhonebookEntry._meta.get_field("name").max_length or 0
Kind = PhonebookEntry.Kind

_KINDS = {
    Kind.MOBILE: r"mobi|gsm|cell|handy|portable",
    Kind.HOME: r"home|thuis|priv|domicile|maison",
    Kind.WORK: r"work|business|office|werk|zakelijk|kantoor|bureau|travail|profession|gesch|büro|dienst",
}
_TELEPHONE = r"phone|t[eé]l|mobi|gsm|cell|handy|portable"
_NUMBER = r"num[bm]er|num[eé]ro"  # where no column says that it is of telephones
_NO_TELEPHONE = r"fax|pager|telex|phonetic|label|type"
_KIND = ("kind", "soort", "type", "genre", "art")
_NAME = ("name", "naam", "nom", "full name", "volledige naam", "nom complet", "display name", "contact")
_FIRST = ("first name", "given name", "voornaam", "prénom", "vorname")
_LAST = ("last name", "family name", "achternaam", "familienaam", "nom de famille", "nachname")


@dataclass(frozen=True)
class Read:
    """A number with its name; `line` is where it stands in the file, counted from 1. `number` as stored."""

    line: int
    name: str
    number: str
    kind: str  # of PhonebookEntry.Kind, or empty


@dataclass(frozen=True)
class Bad:
    """A line that cannot be taken, and why."""

    line: int
    text: str
    problem: str


def read(content: bytes, country: str) -> tuple[list[Read], list[Bad]]:
    """Each number once, and what cannot be taken. Numbers without country code are of `country` (ISO 3166).

    Raises ValidationError where this is neither form, or there is too much.
    """
    text = text_of(content)
    raw = _of_cards(text) if text.lstrip()[:11].upper() == "BEGIN:VCARD" else _of_table(content)
    good: dict[str, Read] = {}
    bad: list[Bad] = []
    for found in raw:
        problem = found if isinstance(found, Bad) else _take(found, country, good)
        if problem:
            bad.append(problem)
        if len(good) + len(bad) > MOST:
            raise ValidationError(_("There are more than %(most)s numbers: divide the file."), params={"most": MOST})
    return list(good.values()), bad


def _take(found: Read, country: str, good: dict[str, Read]) -> Bad | None:
    """Keep it under its number, or say why not."""
    name, shown = " ".join(found.name.split()), f"{found.name} {found.number}".strip()
    if not name:
        return Bad(found.line, shown, _("There is no name."))
    if len(name) > LONGEST:
        return Bad(found.line, shown, _("The name is longer than %(longest)s characters.") % {"longest": LONGEST})
    try:
        number = normalise(found.number, country)
    except ValidationError as problem:
        return Bad(found.line, shown, " ".join(problem.messages))
    before = good.setdefault(number, Read(found.line, name, number, found.kind))
    if before.name == name:
        return None
    return Bad(found.line, shown, _("This number is also %(name)s on line %(line)s.") % vars(before))


def _of_table(content: bytes) -> Iterator[Read | Bad]:
    heads, *rows = rows_of(content) or [Row(1, ())]
    names, kind_at, numbers = _columns([head.lower() for head in heads.cells])
    if not names or not numbers:
        raise ValidationError(
            _("The first line must name the columns, at least a name and a number: name;number. A vCard is fine too.")
        )
    for row in rows:
        cells = [*row.cells, *[""] * (len(heads.cells) - len(row.cells))]
        yield from _of_row(row.number, cells, names, kind_at, numbers)


def _columns(heads: list[str]) -> tuple[list[int], int | None, Mapping[int, str]]:
    """Where the parts of a name stand, where the kind, and the columns of numbers with the kind that each says."""
    whole = [place for place, head in enumerate(heads) if head in _NAME][:1]
    parts = [next((p for p, head in enumerate(heads) if head in words), None) for words in (_FIRST, _LAST)]
    kind = next((place for place, head in enumerate(heads) if head in _KIND), None)
    numbers = _matching(heads, _TELEPHONE) or _matching(heads, _NUMBER)
    return whole or [place for place in parts if place is not None], kind, numbers


def _matching(heads: list[str], words: str) -> dict[int, str]:
    return {
        place: _kind_in(head)
        for place, head in enumerate(heads)
        if re.search(words, head) and not re.search(_NO_TELEPHONE, head)
    }


def _kind_in(words: str) -> str:
    return next((kind.value for kind, said in _KINDS.items() if re.search(said, words.lower())), "")


def _of_row(
    line: int, cells: list[str], names: list[int], kind_at: int | None, numbers: Mapping[int, str]
) -> Iterator[Read | Bad]:
    name = " ".join(cells[place] for place in names).strip()
    written = [(cells[place], kind) for place, kind in numbers.items() if cells[place]]
    if not written:
        yield Bad(line, name, _("There is no number."))
    for number, kind in written:
        yield Read(line, name, number, kind or (_kind_in(cells[kind_at]) if kind_at is not None else ""))


def _of_cards(text: str) -> Iterator[Read | Bad]:
    """Each number of each card; who has none is left out."""
    card: list[ContentLine] = []
    for line, place in getLogicalLines(io.StringIO(text, newline=None), allowQP=True):
        if not re.match(r"(?i)([\w-]+\.)?(BEGIN|FN|N|ORG|TEL|END)[;:]", line):
            continue
        try:
            said = textLineToContentLine(line, place)
        except (ParseError, ValueError, LookupError):
            yield Bad(place, line[:LONGEST], _("This line of the vCard can't be read."))
            continue
        if said.name.upper() == "END":
            yield from _of_card(card)
        card = [] if said.name.upper() in ("BEGIN", "END") else [*card, said]


def _of_card(card: Iterable[ContentLine]) -> Iterator[Read]:
    named = {said.name.upper(): _plain(said.value) for said in reversed(list(card))}
    family, given = (*_parts(named.get("N", "")), "", "")[:2]
    name = named.get("FN") or f"{given} {family}".strip() or " ".join(_parts(named.get("ORG", ""))[:1])
    for said in card:
        types = _types(said)
        if said.name.upper() == "TEL" and not (types & {"fax", "pager", "modem"}):
            number = re.sub(r"(?i)\Atel:", "", said.value.strip()).partition(";")[0]
            yield Read(said.lineNumber, name, number, _kind_in(" ".join(sorted(types))))


def _types(said: ContentLine) -> set[str]:
    """TYPE=cell,voice and TYPE="cell,voice"; before version 3.0 just CELL."""
    listed = [*said.params.get("TYPE", []), *said.singletonparams]
    return {kind.strip().lower() for words in listed for kind in words.split(",")}


def _parts(value: str) -> list[str]:
    return value.split(";")


def _plain(value: str) -> str:
    """Without the backslashes before commas and the like (RFC 6350, section 3.4)."""
    return re.sub(r"\\([nN,;\\])", lambda escaped: " " if escaped[1] in "nN" else escaped[1], value).strip()
